package dev.prefork.internal.codec.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.prefork.internal.codec.MalformedMessageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Graphs that are small, and would take years to read. */
@Timeout(60)
class ObjectCostTest {
  private static final int LEVELS = 40;

  /** Lists, each with the next one twice: 2^40 of them for whoever goes through all. */
  private static List<Object> doubled() {
    List<Object> inner = new ArrayList<>(List.of("end"));
    for (int i = 0; i < LEVELS; i++) {
      List<Object> outer = new ArrayList<>();
      outer.add(inner);
      outer.add(inner);
      inner = outer;
    }
    return inner;
  }

  /** A key whose hash code nobody has asked for yet: it is put in when there is nothing in it. */
  private static <T> T withKey(T container, BiConsumer<T, Object> put) {
    List<Object> key = new ArrayList<>();
    put.accept(container, key);
    key.add(doubled());
    return container;
  }

  /** Shown by its name: as text, the graph would have no end. */
  record Bomb(String name, Object graph) {
    @Override
    public String toString() {
      return name;
    }
  }

  @SuppressWarnings("JdkObsolete") // a message may have one
  static Stream<Bomb> bombs() {
    return Stream.of(
        new Bomb("set", withKey(new HashSet<>(), Set::add)),
        new Bomb("map", withMapKey(new HashMap<>())),
        new Bomb("concurrent map", withMapKey(new ConcurrentHashMap<>())),
        new Bomb("table", withMapKey(new Hashtable<>())),
        new Bomb("map in an array", List.of(new Object[] {withMapKey(new HashMap<>())})),
        new Bomb("sets of sets", setsOfSets()));
  }

  private static Map<Object, Object> withMapKey(Map<Object, Object> map) {
    return withKey(map, (container, key) -> container.put(key, 1));
  }

  private static Set<Object> setsOfSets() {
    Set<Object> root = new HashSet<>();
    Set<Object> one = root;
    Set<Object> other = new HashSet<>();
    for (int i = 0; i < LEVELS; i++) {
      Set<Object> left = new HashSet<>();
      Set<Object> right = new HashSet<>();
      left.add("left");
      one.add(left);
      one.add(right);
      other.add(left);
      other.add(right);
      one = left;
      other = right;
    }
    return root;
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void whatIsReachedOverAndOverIsRefusedByReceiverAndSender(Bomb bomb) throws IOException {
    byte[] bytes = written(bomb.graph());
    assertThat(bytes.length).isLessThan(10_000);
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> ObjectCodec.decode(bytes))
        .matches(MalformedMessageException::isCostly)
        .withMessageContaining("keys take too long");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ObjectCodec.encode(bomb.graph()))
        .withMessage("cannot send sets or maps whose keys take too long to hash or compare");
  }

  private static byte[] written(Object graph) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(graph);
    }
    return bytes.toByteArray();
  }

  @Test
  void readingKeysThatCollideEndsAfterSomeSeconds() throws IOException {
    Set<Object> set = new HashSet<>();
    for (int i = 0; i < 200_000; i++) {
      set.add(new SimpleEntry<>(i, 0));
    }
    for (Object element : set) {
      @SuppressWarnings("unchecked")
      SimpleEntry<Integer, Integer> entry = (SimpleEntry<Integer, Integer>) element;
      entry.setValue(entry.getKey()); // from here on all have the hash code 0
    }
    byte[] bytes = written(set);
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> ObjectCodec.decode(bytes))
        .matches(MalformedMessageException::isCostly)
        .withMessageContaining("collide");
  }

  @Test
  void whatIsSharedButNoKeyIsReadAsItWas() throws IOException {
    Object shared = doubled();
    Object read =
        ObjectCodec.decode(
            ObjectCodec.encode(new TreeMap<>(Map.of("a", shared, "b", List.of(shared)))));
    assertThat(read).isInstanceOf(TreeMap.class);
  }

  @Test
  void manyOrdinaryKeysAreRead() throws IOException {
    Map<List<Integer>, Set<String>> many = new HashMap<>();
    Set<String> value = Collections.singleton("value");
    IntStream.range(0, 100_000).forEach(i -> many.put(List.of(i, i / 7), value));
    assertThat(ObjectCodec.decode(ObjectCodec.encode(many))).isEqualTo(many);
  }
}
