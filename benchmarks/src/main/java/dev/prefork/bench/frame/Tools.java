package dev.prefork.bench.frame;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What others have made and is measured or measures: found on the {@code PATH}, or fetched or
 * compiled into a directory of ours when it is first asked for.
 */
public final class Tools {
  private static final int NODE_VERSION = 26;
  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

  private final Path root;
  private final Path directory;
  private final Map<String, Path> found = new LinkedHashMap<>();
  private final Map<String, String> missing = new LinkedHashMap<>();
  private final Map<String, String> versions = new LinkedHashMap<>();

  public Tools(Path root) {
    this.root = root;
    this.directory = root.resolve("benchmarks/target/tools");
  }

  /** {@code NODE}, or node on the {@code PATH} if it is new enough, or npm's. */
  public Path node() throws IOException, InterruptedException {
    return get("node", this::findNode, "--version");
  }

  public Path bun() throws IOException, InterruptedException {
    String packageName = "@oven/bun-linux-" + (ARM ? "aarch64" : "x64");
    return get(
        "bun", () -> onPath("bun") ? Path.of("bun") : npm(packageName, "latest", "bin/bun"), "-v");
  }

  /** A program for {@link #node}. Asked for its version it would start a daemon. */
  public Path pm2() throws IOException, InterruptedException {
    Path pm2 = get("pm2", () -> npm("pm2", "latest", "bin/pm2"), "");
    Path about = pm2.resolveSibling("../package.json");
    for (String line : Files.readAllLines(about)) {
      if (line.strip().startsWith("\"version\"")) {
        versions.put("pm2", line.replaceAll("[^0-9.]", ""));
      }
    }
    return pm2;
  }

  /** What is installed, or in a package of Debian's of that name. */
  public Path installed(String name, String versionOption)
      throws IOException, InterruptedException {
    return get(name, () -> debian(name), versionOption);
  }

  /** A program in C of ours. */
  public Path compiled(String name) throws IOException, InterruptedException {
    return get(name, () -> compile(name), "");
  }

  /** A package of npm's, or rather a file of it. */
  public Path npm(String name, String version, String file)
      throws IOException, InterruptedException {
    Path prefix = directory.resolve("npm").resolve(name);
    Path binary = prefix.resolve("node_modules").resolve(name).resolve(file);
    if (!Files.exists(binary)) {
      if (!onPath("npm")) {
        throw new MissingTool("it is not installed, and neither is npm, which would fetch it");
      }
      Files.createDirectories(prefix);
      String wanted = name + "@" + version;
      run("npm", "install", "--silent", "--no-save", "--prefix", prefix.toString(), wanted);
    }
    return binary;
  }

  /** The versions of all that were found. */
  public Map<String, String> versions() {
    return versions;
  }

  private interface Finder {
    Path find() throws IOException, InterruptedException;
  }

  private Path get(String name, Finder finder, String versionOption)
      throws IOException, InterruptedException {
    Path known = found.get(name);
    if (known != null) {
      return known;
    }
    if (missing.containsKey(name)) {
      throw new MissingTool(missing.get(name));
    }
    try {
      Path path = finder.find();
      if (!versionOption.isEmpty()) {
        versions.put(name, run(path.toString(), versionOption).lines().findFirst().orElse("?"));
      }
      found.put(name, path);
      return path;
    } catch (IOException e) {
      missing.put(name, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private Path findNode() throws IOException, InterruptedException {
    String given = System.getenv("NODE");
    if (given != null) {
      return Path.of(given);
    }
    boolean isNew = onPath("node") && major(run("node", "--version")) >= NODE_VERSION;
    return isNew
        ? Path.of("node")
        : npm("node-linux-" + (ARM ? "arm64" : "x64"), String.valueOf(NODE_VERSION), "bin/node");
  }

  private static int major(String version) {
    String[] numbers = version.strip().replaceFirst("^v", "").split("\\.", 2);
    return numbers[0].matches("\\d{1,6}") ? Integer.parseInt(numbers[0]) : 0;
  }

  private Path debian(String name) throws IOException, InterruptedException {
    if (onPath(name)) {
      return Path.of(name);
    }
    if (!onPath("apt-get") || !onPath("dpkg-deb")) {
      throw new MissingTool("it is not installed, and there is no apt-get, which would fetch it");
    }
    return DebianProgram.of(name).unpack(directory.resolve("debian").resolve(name));
  }

  private Path compile(String name) throws IOException, InterruptedException {
    if (!onPath("cc")) {
      throw new MissingTool("there is no C compiler: apt-get install gcc libc6-dev");
    }
    Files.createDirectories(directory);
    Path binary = directory.resolve(name);
    Path source = root.resolve("benchmarks/src/main/c").resolve(name + ".c");
    run("cc", "-O2", "-Wall", "-Wextra", "-o", binary.toString(), source.toString());
    return binary;
  }

  private static boolean onPath(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  /** What a program says on both outputs; nginx tells its version on the second. */
  private static String run(String... words) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0 && !words[0].endsWith("wrk")) { // whose --version fails
      throw new MissingTool(String.join(" ", words) + " failed: " + output);
    }
    return output;
  }

  /** The jar of a module that has been built. */
  public Path jar(String module) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(module).resolve("target"))) {
      return files
          .filter(Tools::isJar)
          .min(Path::compareTo)
          .orElseThrow(() -> new MissingTool(module + " has not been built: mvn package"));
    }
  }

  private static boolean isJar(Path file) {
    return file.getFileName().toString().matches("prefork-.*\\.jar");
  }
}
