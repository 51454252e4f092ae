package dev.prefork.it.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.prefork.it.programs.SettingsCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** Clusters of root's whose workers become somebody else. */
public final class OtherUser {
  /** The user's number. */
  public static final int UID = 12_345;

  /** The group's number. */
  public static final int GID = 54_321;

  private static final String GROUPS = "0,7,9";

  private OtherUser() {}

  /** A primary of root's, in some groups, whose workers' classes everybody can read. */
  public static RunningCluster cluster() throws IOException {
    assumeTrue(isRoot(), "only root can give its workers to others");
    RunningCluster cluster =
        Start.program(SettingsCluster.class).behind("setpriv", "--groups", GROUPS).run();
    allow(cluster.temporary(), "rwx--x--x");
    cluster.tell("set stdio ignore inherit inherit");
    cluster.tell("set exec " + SettingsCluster.class.getName());
    cluster.tell("set classPath " + readable(cluster.temporary().resolve("programs")));
    return cluster;
  }

  /** True if the tests run as root. */
  public static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** Sets permissions. */
  public static void allow(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  /** Makes the user the owner. */
  public static void give(Path path) throws IOException {
    Files.setAttribute(path, "unix:uid", UID);
    Files.setAttribute(path, "unix:gid", GID);
  }

  private static Path readable(Path copy) throws IOException {
    try (Stream<Path> all = Files.walk(Start.PROGRAMS)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Path target = copy.resolve(Start.PROGRAMS.relativize(path).toString());
        Files.copy(path, target);
        allow(target, Files.isDirectory(target) ? "rwxr-xr-x" : "rw-r--r--");
      }
    }
    return copy;
  }
}
