package dev.prefork.internal.codec.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prefork.internal.codec.HostileBytes;
import dev.prefork.internal.codec.MalformedMessageException;
import dev.prefork.internal.codec.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectRefusalTest {

  private static final String REMEDY =
      ": its class is not allowed; call"
          + " Cluster.allowInMessages(dev.prefork.internal.codec.object.ObjectRefusalTest";

  record Unknown(int id) implements Serializable {}

  record Plain(int id) {}

  enum Colour {
    RED
  }

  interface Shape {}

  record Circle(int radius) implements Shape {}

  record Linked(Object next) {}

  record Picky(int id) {
    Picky {
      if (id < 0) {
        throw new IllegalArgumentException("negative id\n" + id);
      }
    }
  }

  static class Parent implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  static final class Child extends Parent {
    private static final long serialVersionUID = 1L;
  }

  static final class Moody implements Serializable {
    private static final long serialVersionUID = 1L;

    private void writeObject(ObjectOutputStream out) throws IOException {
      throw new IOException("not today");
    }
  }

  static final class Failure extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** What makes a serialized lambda. */
  interface Work extends Supplier<String>, Serializable {}

  @BeforeAll
  static void allow() {
    AllowedClasses.allow(Linked.class, Picky.class, Child.class, Moody.class, Shape.class);
  }

  static List<Object> refused() throws Exception {
    return List.of(
        new Unknown(1),
        new Object[] {new Unknown[0]}, // one argument, which is an array
        new Object[] {new Unknown[0][0]},
        List.of(1, Map.of("k", new Unknown(1))),
        new Linked(new Unknown(1)),
        Colour.RED,
        new EnumMap<>(Map.of(Colour.RED, 1)),
        new Failure(),
        new RuntimeException(new Failure()),
        (Work) () -> "code",
        Proxy.newProxyInstance(
            ObjectRefusalTest.class.getClassLoader(),
            new Class<?>[] {Comparable.class},
            new Handler()),
        Unknown.class,
        Thread.class,
        int.class,
        URI.create("http://localhost/").toURL(),
        Collections.nCopies(1_000_000, 1),
        new TreeMap<>((Comparator<String> & Serializable) (a, b) -> b.length() - a.length()),
        new TreeMap<>(Collections.reverseOrder(String.CASE_INSENSITIVE_ORDER)),
        new java.io.File("f"),
        new java.security.SecureRandom(),
        new javax.management.BadAttributeValueExpException("gadget"),
        new java.rmi.server.UID());
  }

  private static final class Handler implements java.lang.reflect.InvocationHandler, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] args) {
      return null;
    }
  }

  /** As somebody would send it who does not keep to the rules. */
  private static byte[] plainly(Object value) {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(sink)) {
      out.writeObject(value);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return sink.toByteArray();
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatIsNotAllowedIsNotSent(Object value) {
    assertThatThrownBy(() -> ObjectCodec.encode(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("cannot send ")
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatIsNotAllowedIsNotReceived(Object value) {
    byte[] bytes = plainly(serializable(value));
    assertThatThrownBy(() -> ObjectCodec.decode(bytes))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageStartingWith("malformed message at byte ")
        .hasMessageMatching(".*(is not allowed; call Cluster.allowInMessages|a dynamic proxy).*");
  }

  /** A plain stream does not know what to do with a record that is not Serializable. */
  private static Object serializable(Object value) {
    return value instanceof Linked linked ? linked.next() : value;
  }

  private static void assertNotSent(Object value, String reason) {
    assertThatThrownBy(() -> ObjectCodec.encode(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot send " + reason);
  }

  @Test
  void theSenderIsToldTheClassAndWhatToDo() {
    String here = ObjectRefusalTest.class.getName();
    assertNotSent(
        List.of(new Unknown(1)),
        here + "$Unknown" + REMEDY + ".Unknown.class) in the primary and in the workers");
    assertNotSent(
        new Plain(1), here + "$Plain" + REMEDY + ".Plain.class) in the primary and in the workers");
    assertNotSent(
        Plain.class,
        "the class object of "
            + here
            + "$Plain"
            + REMEDY
            + ".Plain.class) in the primary and in the workers");
    assertNotSent(Optional.of(1), "java.util.Optional: it is not Serializable");
    assertNotSent(
        new ArrayList<>(List.of(1)).subList(0, 1),
        "java.util.ArrayList$SubList: it is not Serializable; send a copy");
    assertNotSent(
        new HashMap<>().keySet(), "java.util.HashMap$KeySet: it is not Serializable; send a copy");
    assertNotSent((Work) () -> "", "a lambda of " + here + ": lambdas cannot be sent");
    assertNotSent(new Moody(), here + "$Moody: java.io.IOException: not today");
  }

  @Test
  void theReceiverIsToldTheClassAndWhatToDo() {
    assertThatThrownBy(() -> ObjectCodec.decode(plainly(new Unknown(1))))
        .hasMessageContaining("an object of " + ObjectRefusalTest.class.getName() + "$Unknown")
        .hasMessageEndingWith(REMEDY + ".Unknown.class) in the primary and in the workers");
  }

  @Test
  void anInterfaceIsAllowedForItsArraysOnly() throws Exception {
    assertThat(ObjectCodec.decode(ObjectCodec.encode(new Shape[2]))).isEqualTo(new Shape[2]);
    assertThatThrownBy(() -> ObjectCodec.encode(new Shape[] {new Circle(1)}))
        .hasMessageContaining("Circle");
  }

  @Test
  void superclassesAreAllowedWithAClass() throws Exception {
    assertThat(ObjectCodec.decode(ObjectCodec.encode(new Parent()))).isInstanceOf(Parent.class);
  }

  @Test
  void aClassWithoutSerialFormCannotBeAllowed() {
    assertThatThrownBy(() -> AllowedClasses.allow(Optional[].class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cannot allow java.util.Optional in messages: it is neither a record nor Serializable");
  }

  @Test
  void aRecordWhoseConstructorRefusesIsMalformed() {
    byte[] bytes = ObjectCodec.encode(new Picky(0x01020304));
    int at = indexOf(bytes, new byte[] {1, 2, 3, 4});
    bytes[at] = -1;
    assertThatThrownBy(() -> ObjectCodec.decode(bytes))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("Picky: the constructor of")
        .hasMessageContaining("negative id?-");
  }

  @Test
  void aChainOfRecordsThatIsTooLongIsRefusedOnBothSides() {
    Object chain = null;
    for (int i = 0; i < 100_000; i++) {
      chain = new Linked(chain);
    }
    assertNotSent(chain, Linked.class.getName() + ": more than 10000 objects within one another");
    assertThatThrownBy(() -> ObjectCodec.decode(HostileBytes.nestedArrays(100_000)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageEndingWith("more than 10000 objects within one another");
  }

  @Test
  void aKeyWhoseHashHasNoEndIsMalformed() {
    List<Object> self = new ArrayList<>();
    Map<Object, Object> map = new HashMap<>();
    map.put(self, 1);
    self.add(self);
    assertThatThrownBy(() -> ObjectCodec.decode(plainly(map)))
        .isInstanceOf(MalformedMessageException.class);
  }

  @Test
  void anArrayThatSaysItIsLargeIsNotMade() {
    for (Object array : List.of(new long[] {1, 2}, new Object[] {1}, new byte[3], new int[1][1])) {
      byte[] bytes = HostileBytes.withLongArray(plainly(array));
      assertThatThrownBy(() -> ObjectCodec.decode(bytes))
          .isInstanceOf(MalformedMessageException.class)
          .hasMessageContaining("an array or map of 2147483639 elements exceeds");
    }
  }

  /** Each table would be as large as one map of such a message may have. */
  @Test
  void mapsWithinMapsThatSayTheyAreLargeDoNotAddUp() {
    byte[] bytes = HostileBytes.nestedMaps(200, 4_000_000);
    assertThatThrownBy(() -> ObjectCodec.decode(bytes))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("elements exceeds the length of the message");
  }

  @Test
  void aLongTextWithoutItsCharactersIsMalformed() {
    for (SentText empty :
        List.of(new SentText(null, new char[0]), new SentText(new byte[0], null))) {
      assertThatThrownBy(() -> ObjectCodec.decode(plainly(empty)))
          .isInstanceOf(MalformedMessageException.class)
          .hasMessageContaining("a long string without its characters");
    }
  }

  @Test
  void whatIsNotOneMessageIsMalformed() {
    byte[] good = ObjectCodec.encode(List.of("a"));
    byte[] longer = java.util.Arrays.copyOf(good, good.length + 1);
    assertThatThrownBy(() -> ObjectCodec.decode(longer))
        .hasMessage("malformed message at byte " + good.length + ": more than one value");
    assertThatThrownBy(() -> ObjectCodec.decode(java.util.Arrays.copyOf(good, 20)))
        .hasMessageEndingWith("unexpected end");
    assertThatThrownBy(() -> ObjectCodec.decode(new byte[0])).hasMessageContaining("at byte 0");
    assertThatThrownBy(() -> ObjectCodec.decode(Json.encode(Map.of("a", 1))))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("invalid stream header");
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int i = 0; ; i++) {
      if (java.util.Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
  }
}
