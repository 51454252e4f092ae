package dev.prefork.internal.codec.object;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The classes of the JDK that may be in a message without being asked for: values and collections,
 * whose objects do nothing when they are read but be there, and whatever exceptions and enums there
 * are in {@code java.base}.
 *
 * <p>Not among them, on purpose: {@code URL}, which asks the name service for its hash code; {@code
 * nCopies}, which is as large as it says; comparators that hold another.
 */
final class JdkValues {

  private static final Module BASE = Object.class.getModule();

  private static final List<String> LANG =
      List.of(
          "Object Number Comparable CharSequence Iterable Enum",
          "Boolean Byte Character Short Integer Long Float Double String StackTraceElement",
          "String$CaseInsensitiveComparator");

  private static final List<String> MATH = List.of("BigInteger BigDecimal MathContext");

  private static final List<String> IO = List.of("Serializable");

  private static final List<String> NET =
      List.of("URI InetAddress Inet4Address Inet6Address InetSocketAddress SocketAddress");

  /** They are written as one of the two {@code Ser}, but asked for under their own name. */
  private static final List<String> TIME =
      List.of(
          "Ser Duration Instant LocalDate LocalTime LocalDateTime OffsetTime OffsetDateTime",
          "ZonedDateTime ZoneId ZoneOffset Year YearMonth MonthDay Period");

  private static final List<String> CHRONO =
      List.of(
          "Ser ChronoLocalDateTimeImpl ChronoZonedDateTimeImpl ChronoPeriodImpl IsoChronology",
          "HijrahDate HijrahChronology JapaneseDate JapaneseChronology JapaneseEra",
          "MinguoDate MinguoChronology ThaiBuddhistDate ThaiBuddhistChronology");

  private static final List<String> UTIL =
      List.of(
          "Collection List Set Map Map$Entry Queue Deque SortedSet SortedMap",
          "ArrayList LinkedList Vector Stack ArrayDeque PriorityQueue Arrays$ArrayList CollSer",
          "HashMap LinkedHashMap TreeMap Hashtable Properties IdentityHashMap EnumMap",
          "HashSet LinkedHashSet TreeSet EnumSet EnumSet$SerializationProxy BitSet",
          "AbstractMap$SimpleEntry AbstractMap$SimpleImmutableEntry",
          "UUID Date Locale Currency regex.Pattern",
          "Collections$ReverseComparator Comparators$NaturalOrderComparator");

  /** Of {@code java.util.Collections}. */
  private static final List<String> WRAPPERS =
      List.of(
          "EmptyList EmptySet EmptyMap SingletonList SingletonSet SingletonMap",
          "UnmodifiableCollection UnmodifiableSequencedCollection",
          "UnmodifiableList UnmodifiableRandomAccessList",
          "UnmodifiableSet UnmodifiableSequencedSet UnmodifiableSortedSet",
          "UnmodifiableNavigableSet UnmodifiableNavigableSet$EmptyNavigableSet",
          "UnmodifiableMap UnmodifiableSequencedMap UnmodifiableSortedMap",
          "UnmodifiableMap$UnmodifiableEntrySet",
          "UnmodifiableNavigableMap UnmodifiableNavigableMap$EmptyNavigableMap",
          "SynchronizedCollection SynchronizedList SynchronizedRandomAccessList",
          "SynchronizedSet SynchronizedSortedSet SynchronizedNavigableSet",
          "SynchronizedMap SynchronizedSortedMap SynchronizedNavigableMap",
          "SetFromMap SequencedSetFromMap AsLIFOQueue");

  /** They are read as something else, and cannot be read as themselves. */
  private static final List<String> RESOLVED =
      List.of(
          "util.ImmutableCollections$List12 util.ImmutableCollections$ListN",
          "util.ImmutableCollections$Set12 util.ImmutableCollections$SetN",
          "util.ImmutableCollections$Map1 util.ImmutableCollections$MapN",
          "util.RegularEnumSet util.JumboEnumSet time.ZoneRegion");

  /** Of {@code java.util.concurrent}; the locks are in what a ConcurrentHashMap still writes. */
  private static final List<String> CONCURRENT =
      List.of(
          "ConcurrentHashMap ConcurrentHashMap$Segment",
          "ConcurrentHashMap$KeySetView ConcurrentHashMap$CollectionView",
          "ConcurrentSkipListMap ConcurrentSkipListSet",
          "ConcurrentLinkedQueue ConcurrentLinkedDeque CopyOnWriteArrayList CopyOnWriteArraySet",
          "atomic.AtomicBoolean atomic.AtomicInteger atomic.AtomicLong",
          "locks.ReentrantLock locks.ReentrantLock$Sync locks.ReentrantLock$NonfairSync",
          "locks.AbstractQueuedSynchronizer locks.AbstractOwnableSynchronizer");

  static final Set<String> NAMES = names();

  /** Only what is allowed gets in, so it stays small whatever arrives. */
  private static final Map<String, Class<?>> CACHE = new ConcurrentHashMap<>();

  private JdkValues() {}

  private static Set<String> names() {
    List<String> names = new ArrayList<>();
    add(names, "java.lang.", LANG);
    add(names, "java.math.", MATH);
    add(names, "java.io.", IO);
    add(names, "java.net.", NET);
    add(names, "java.time.", TIME);
    add(names, "java.time.chrono.", CHRONO);
    add(names, "java.util.", UTIL);
    add(names, "java.util.Collections$", WRAPPERS);
    add(names, "java.", RESOLVED);
    add(names, "java.util.concurrent.", CONCURRENT);
    return Collections.unmodifiableSet(new HashSet<>(names));
  }

  private static void add(List<String> names, String prefix, List<String> lines) {
    for (String line : lines) {
      for (String name : line.split(" ", -1)) {
        names.add(prefix + name);
      }
    }
  }

  static boolean contains(Class<?> type) {
    return type.getModule() == BASE
        && (NAMES.contains(type.getName())
            || Throwable.class.isAssignableFrom(type)
            || type.isEnum());
  }

  /** The class of this name if it is one of these, or else null. It is not initialized. */
  static @Nullable Class<?> find(String name) {
    Class<?> found = CACHE.get(name);
    if (found != null) {
      return found;
    }
    Class<?> type = Class.forName(BASE, name);
    if (type == null || !contains(type)) {
      return null;
    }
    CACHE.put(name, type);
    return type;
  }
}
