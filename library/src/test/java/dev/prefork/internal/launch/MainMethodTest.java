package dev.prefork.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A worker finds the main method where the launcher finds it, and fails where the launcher fails.
 */
class MainMethodTest {
  private static final String PROGRAMS =
      """
      class Say {
        static void it(String which, String... args) {
          System.out.println(which + " " + String.join(",", args));
        }
      }
      class PublicStatic { public static void main(String[] a) { Say.it("args", a); } }
      class PlainStatic { static void main(String[] a) { Say.it("args", a); } }
      class ProtectedStatic { protected static void main(String[] a) { Say.it("args", a); } }
      class VarArgs { public static void main(String... a) { Say.it("args", a); } }
      class Instance { void main(String[] a) { Say.it("args", a); } }
      class NoArgs { void main() { Say.it("none"); } }
      class StaticNoArgs { static void main() { Say.it("none"); } }
      class Inherited extends PublicStatic {}
      class InheritedInstance extends Instance {}
      class Overridden extends Instance { void main(String[] a) { Say.it("overridden", a); } }
      interface Face { default void main(String[] a) { Say.it("face", a); } }
      interface FaceNoArgs { default void main() { Say.it("face"); } }
      class OfFace implements Face {}
      class OfFaceNoArgs implements FaceNoArgs {}
      class ParentBeforeFace extends Instance implements FaceNoArgs {}
      interface StaticFace { static void main(String[] a) { Say.it("static face", a); } }
      class BothForms {
        static void main() { Say.it("none"); }
        void main(String[] a) { Say.it("args", a); }
      }
      class PrivateArgs {
        private static void main(String[] a) { Say.it("private", a); }
        void main() { Say.it("none"); }
      }
      class ReturnsInt {
        public static int main(String[] a) { Say.it("int", a); return 3; }
        void main() { Say.it("none"); }
      }
      class PublicParentFirst extends PublicParent { void main() { Say.it("none"); } }
      class PublicParent { public void main(String[] a) { Say.it("parent", a); } }
      enum AnEnum { A; public static void main(String[] a) { Say.it("enum", a); } }
      record ARecord() { void main() { Say.it("record"); } }
      abstract class AbstractStatic { public static void main(String[] a) { Say.it("args", a); } }
      class Outer {
        static class Nested { public static void main(String[] a) { Say.it("nested", a); } }
        class Inner { void main() { Say.it("inner"); } }
      }

      class NoMain {}
      class PrivateOnly { private static void main(String[] a) {} }
      class NeedsArgument { NeedsArgument(int x) {} void main() {} }
      class PrivateConstructor { private PrivateConstructor() {} void main() {} }
      abstract class Abstract { void main() {} }
      class Orphan extends Vanished { public static void main(String[] a) {} }
      class Vanished {}
      class Mentions {
        public static void main(String[] a) {}
        public static void other(Vanished vanished) {}
      }
      class MentionsInPrivate {
        public static void main(String[] a) { Say.it("args", a); }
        private static void other(Vanished vanished) {}
      }

      class Throws {
        public static void main(String[] a) {
          try { deep(); } catch (Exception e) { throw new IllegalStateException("top", e); }
        }
        static void deep() throws Exception { throw new Exception("deep"); }
      }
      class ThrowsChecked { void main() throws Exception { throw new java.io.IOException("x"); } }
      class ThrowsIllegalAccess {
        ThrowsIllegalAccess() throws Exception { throw new IllegalAccessException("mine"); }
        void main() {}
      }
      class Initializer {
        static final int X = Integer.parseInt("x");
        public static void main(String[] a) {}
      }
      class Constructor { Constructor() { throw new RuntimeException("built"); } void main() {} }
      class FromElsewhere {
        public static void main(String[] a) throws Exception {
          var thrown = new Throwable[1];
          var thread = new Thread(() -> thrown[0] = new RuntimeException("elsewhere"));
          thread.start();
          thread.join();
          throw (RuntimeException) thrown[0];
        }
      }
      class Handler {
        public static void main(String[] a) {
          Thread.setDefaultUncaughtExceptionHandler((t, e) -> System.out.println(t + " " + e));
          throw new RuntimeException("handled");
        }
      }
      class Exits { public static void main(String[] a) { System.exit(3); } }
      class OtherThread {
        public static void main(String[] a) {
          new Thread(() -> { throw new RuntimeException("other"); }).start();
        }
      }
      """;

  @TempDir static Path folder;
  private static Launches launches;

  @BeforeAll
  static void compile() throws Exception {
    launches = new Launches(folder);
    JavaSources.compile(folder, "Say", PROGRAMS);
    Files.delete(folder.resolve("Vanished.class"));
  }

  private static Launches.Both run(String program) throws Exception {
    return launches.run("-cp", folder.toString(), program, "x", "y");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PublicStatic",
        "PlainStatic",
        "ProtectedStatic",
        "VarArgs",
        "Instance",
        "NoArgs",
        "StaticNoArgs",
        "Inherited",
        "InheritedInstance",
        "Overridden",
        "OfFace",
        "OfFaceNoArgs",
        "ParentBeforeFace",
        "StaticFace",
        "BothForms",
        "PrivateArgs",
        "ReturnsInt",
        "PublicParentFirst",
        "AnEnum",
        "ARecord",
        "AbstractStatic",
        "MentionsInPrivate",
        "Outer$Nested",
      })
  void theMainMethodIsTheLaunchers(String program) throws Exception {
    var both = run(program);

    assertThat(both.plain().err()).isEmpty();
    assertThat(both.plain().out()).isNotEmpty();
    assertThat(both.worker()).isEqualTo(both.plain());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NoMain",
        "PrivateOnly",
        "NeedsArgument",
        "PrivateConstructor",
        "Abstract",
        "Outer$Inner",
        "Orphan",
        "Mentions",
        "NoSuchClass",
        "no.such.Package",
      })
  void aProgramThatTheLauncherRefusesIsRefusedInOneLine(String program) throws Exception {
    var both = run(program);

    assertThat(both.plain().exit()).isEqualTo(1);
    assertThat(both.worker().exit()).isEqualTo(1);
    assertThat(both.worker().out()).isEmpty();
    assertThat(both.worker().err().lines()).singleElement().asString().startsWith("Error: ");
    assertThat(both.worker().err()).contains(program);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Throws",
        "ThrowsChecked",
        "ThrowsIllegalAccess",
        "Initializer",
        "Constructor",
        "FromElsewhere",
        "Handler",
        "Exits",
        "OtherThread",
      })
  void anExceptionAndTheExitCodeAreTheLaunchers(String program) throws Exception {
    var both = run(program);

    assertThat(both.plain().exit() != 0 || !both.plain().err().isEmpty()).isTrue();
    assertThat(both.worker()).isEqualTo(both.plain());
  }

  @Test
  void aMissingClassIsNamedWithTheReason() throws Exception {
    assertThat(run("NoSuchClass").worker().err())
        .isEqualTo(
            "Error: Could not find or load main class NoSuchClass on the class path"
                + " (java.lang.ClassNotFoundException: NoSuchClass)\n");
  }
}
