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
 * The JDK classes that are always allowed in a message: values and collections whose
 * deserialization has no side effects, and all exceptions and enums in {@code java.base}.
 *
 * <p>The list deliberately omits {@code URL}, whose hash code queries the name service, {@code
 * nCopies}, which a few bytes can make huge, and comparators that contain other comparators.
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

  /** These classes are written as {@code Ser}, but checked under their own names. */
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

  /** Nested classes of {@code java.util.Collections}. */
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

  /** These classes are written as replacement objects. */
  private static final List<String> RESOLVED =
      List.of(
          "util.ImmutableCollections$List12 util.ImmutableCollections$ListN",
          "util.ImmutableCollections$Set12 util.ImmutableCollections$SetN",
          "util.ImmutableCollections$Map1 util.ImmutableCollections$MapN",
          "util.RegularEnumSet util.JumboEnumSet time.ZoneRegion");

  /** Classes of {@code java.util.concurrent}; ConcurrentHashMap still writes the locks. */
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

  /** Contains allowed classes only, so received bytes cannot make it grow. */
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

  /** Returns the class of this name without initializing it; null if it is not in the list. */
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
