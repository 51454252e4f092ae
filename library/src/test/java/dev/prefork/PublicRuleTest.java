package dev.prefork;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PublicRuleTest {
  private static final String TYPE =
      "package dev.prefork.internal.sys;\n\npublic final class Fd {}\n";

  @Test
  void aTypeThatAnotherPackageImportsMayBePublic() {
    var user = "package dev.prefork.internal.ipc;\nimport dev.prefork.internal.sys.Fd;\n";
    assertThat(violations(TYPE, user)).isEmpty();
  }

  @Test
  void aTypeThatOnlyItsOwnPackageOrNobodyNamesMayNot() {
    var user = "package dev.prefork.internal.sys;\nimport dev.prefork.internal.sys.Fd;\n";
    assertThat(violations(TYPE, user))
        .containsExactly(
            "Fd.java: dev.prefork.internal.sys.Fd is public, and no other package names it");
  }

  @Test
  void anotherTypeWithALongerNameIsNoUse() {
    var user = "package dev.prefork.internal.ipc;\nimport dev.prefork.internal.sys.Fds;\n";
    assertThat(violations(TYPE, user)).hasSize(1);
  }

  @Test
  void typesOfTheApiAndTypesThatAreNotPublicAreNobodysBusiness() {
    assertThat(violations(TYPE.replace(".internal.sys", ""), "")).isEmpty();
    assertThat(violations(TYPE.replace("public ", ""), "")).isEmpty();
  }

  private static List<String> violations(String source, String user) {
    return PublicRule.violations("Fd.java", source, Map.of("Fd.java", source, "U.java", user));
  }
}
