package dev.prefork.internal.codec.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectCollectionsTest {

  private static final List<String> ABC = List.of("a", "b", "c");

  @SuppressWarnings("JdkObsolete") // users have them
  static List<Collection<String>> collections() {
    return List.of(
        List.of(),
        List.of("a"),
        ABC,
        Stream.of("a", null).toList(),
        Set.of(),
        Set.of("a"),
        Set.copyOf(ABC),
        new ArrayList<>(ABC),
        new LinkedList<>(ABC),
        new Vector<>(ABC),
        new Stack<>(),
        Arrays.asList("a", null),
        new HashSet<>(ABC),
        new LinkedHashSet<>(ABC),
        new TreeSet<>(ABC),
        new CopyOnWriteArrayList<>(ABC),
        new CopyOnWriteArraySet<>(ABC),
        new ConcurrentSkipListSet<>(ABC),
        set(ConcurrentHashMap.newKeySet()),
        set(Collections.newSetFromMap(new LinkedHashMap<>())));
  }

  @SuppressWarnings("JdkObsolete") // users have them
  static List<Collection<String>> wrapped() {
    return List.of(
        Collections.emptyList(),
        Collections.emptySet(),
        Collections.singletonList("a"),
        Collections.singleton("a"),
        Collections.emptyNavigableSet(),
        Collections.unmodifiableList(new ArrayList<>(ABC)),
        Collections.unmodifiableList(new LinkedList<>(ABC)),
        Collections.unmodifiableSet(new HashSet<>(ABC)),
        Collections.unmodifiableSequencedSet(new LinkedHashSet<>(ABC)),
        Collections.unmodifiableSortedSet(new TreeSet<>(ABC)),
        Collections.unmodifiableNavigableSet(new TreeSet<>(ABC)),
        Collections.synchronizedList(new ArrayList<>(ABC)),
        Collections.synchronizedList(new LinkedList<>(ABC)),
        Collections.synchronizedSet(new HashSet<>(ABC)),
        Collections.synchronizedSortedSet(new TreeSet<>(ABC)),
        Collections.synchronizedNavigableSet(new TreeSet<>(ABC)));
  }

  @SuppressWarnings("JdkObsolete") // users have them
  static List<Map<String, Integer>> maps() {
    return List.of(
        Map.of(),
        Map.of("a", 1),
        Map.of("a", 1, "b", 2),
        new HashMap<>(Map.of("a", 1, "b", 2)),
        new LinkedHashMap<>(Map.of("a", 1, "b", 2)),
        new TreeMap<>(Map.of("a", 1, "b", 2)),
        new Hashtable<>(Map.of("a", 1, "b", 2)),
        new ConcurrentHashMap<>(Map.of("a", 1, "b", 2)),
        new ConcurrentSkipListMap<>(Map.of("a", 1, "b", 2)),
        Collections.emptyMap(),
        Collections.emptyNavigableMap(),
        Collections.singletonMap("a", 1),
        Collections.unmodifiableMap(new HashMap<>(Map.of("a", 1))),
        Collections.unmodifiableSequencedMap(new LinkedHashMap<>(Map.of("a", 1))),
        Collections.unmodifiableSortedMap(new TreeMap<>(Map.of("a", 1))),
        Collections.unmodifiableNavigableMap(new TreeMap<>(Map.of("a", 1))),
        Collections.synchronizedMap(new HashMap<>(Map.of("a", 1))),
        Collections.synchronizedSortedMap(new TreeMap<>(Map.of("a", 1))),
        Collections.synchronizedNavigableMap(new TreeMap<>(Map.of("a", 1))));
  }

  static List<Object> others() {
    Properties properties = new Properties();
    properties.setProperty("a", "1");
    return List.of(
        properties,
        new EnumMap<>(Map.of(TimeUnit.DAYS, "d")),
        EnumSet.of(TimeUnit.DAYS, TimeUnit.HOURS),
        EnumSet.allOf(Character.UnicodeScript.class),
        new AbstractMap.SimpleEntry<>("a", 1),
        new AbstractMap.SimpleImmutableEntry<>("a", 1));
  }

  private static Set<String> set(Set<String> empty) {
    empty.addAll(ABC);
    return empty;
  }

  @ParameterizedTest
  @MethodSource({"collections", "wrapped", "maps", "others"})
  void aCollectionArrivesEqualAndOfItsClass(Object sent) throws Exception {
    Object arrived = ObjectCodec.decode(ObjectCodec.encode(sent));
    assertThat(arrived).hasSameClassAs(sent).isEqualTo(sent);
    assertThat(arrived.toString()).hasSameSizeAs(sent.toString());
  }

  static List<Collection<String>> unequal() {
    return List.of(
        new ArrayDeque<>(ABC),
        new PriorityQueue<>(ABC),
        new ConcurrentLinkedQueue<>(ABC),
        new ConcurrentLinkedDeque<>(ABC),
        new HashMap<>(Map.of("k", "v")).values().stream().toList(),
        Collections.asLifoQueue(new ArrayDeque<>(ABC)),
        Collections.unmodifiableCollection(new ArrayDeque<>(ABC)),
        Collections.unmodifiableSequencedCollection(new ArrayDeque<>(ABC)),
        Collections.synchronizedCollection(new ArrayDeque<>(ABC)));
  }

  @ParameterizedTest
  @MethodSource("unequal")
  void aQueueArrivesInItsOrder(Collection<String> sent) throws Exception {
    Collection<?> arrived = (Collection<?>) ObjectCodec.decode(ObjectCodec.encode(sent));
    assertThat(arrived).hasSameClassAs(sent);
    assertThat(List.<Object>copyOf(arrived)).isEqualTo(List.copyOf(sent));
  }

  @Test
  void anIdentityHashMapArrives() throws Exception {
    IdentityHashMap<Object, Object> sent = new IdentityHashMap<>();
    for (int i = 0; i < 1000; i++) {
      sent.put(new int[] {i}, i);
    }
    Map<?, ?> arrived = (Map<?, ?>) ObjectCodec.decode(ObjectCodec.encode(sent));
    assertThat(arrived).isInstanceOf(IdentityHashMap.class).hasSize(1000);
  }

  static List<Comparator<?>> orders() {
    return List.of(
        Comparator.naturalOrder(),
        Comparator.reverseOrder(),
        Collections.reverseOrder(),
        String.CASE_INSENSITIVE_ORDER);
  }

  @ParameterizedTest
  @MethodSource("orders")
  void aSortedMapArrivesInItsOrder(Comparator<String> order) throws Exception {
    TreeMap<String, Integer> sent = new TreeMap<>(order);
    sent.putAll(Map.of("a", 1, "B", 2, "c", 3));
    TreeMap<?, ?> arrived = (TreeMap<?, ?>) ObjectCodec.decode(ObjectCodec.encode(sent));
    assertThat(arrived.firstKey()).isEqualTo(sent.firstKey());
    assertThat(arrived.comparator()).isEqualTo(order);
  }

  /** The tables of hash maps are charged to the message, and must not be charged too much. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 12, 13, 24, 25, 96, 97, 1000, 50_000})
  void aSparseHashTableOfTheSmallestKeysArrives(int size) throws Exception {
    Object[] keys = new Object[size];
    Map<Object, Object> map = new HashMap<>(16, 0.25f);
    Set<Object> set = new HashSet<>(16, 0.25f);
    IdentityHashMap<Object, Object> identities = new IdentityHashMap<>();
    for (int i = 0; i < size; i++) {
      keys[i] = i;
      map.put(keys[i], null);
      set.add(keys[i]);
      identities.put(keys[i], null);
    }
    Object[] sent = {keys, map, set, identities};
    Object[] arrived = (Object[]) ObjectCodec.decode(ObjectCodec.encode(sent));
    assertThat(arrived[1]).isEqualTo(map);
    assertThat(arrived[2]).isEqualTo(set);
    assertThat((Map<?, ?>) arrived[3]).hasSize(size);
  }

  @Test
  void allNamesOnTheListAreClassesOfThisJdk() {
    for (String name : JdkValues.NAMES) {
      Class<?> type = AllowedClasses.find(name);
      assertThat(type).as(name).isNotNull();
      assertThat(type.getName()).isEqualTo(name);
    }
  }
}
