package dev.prefork.it.programs.support;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Opens files until the process has no free descriptor, and closes them again. */
public final class HeldDescriptors {
  private final Deque<FileInputStream> held = new ArrayDeque<>();

  public int takeAll() {
    try {
      while (true) {
        held.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException tooManyOpenFiles) {
      return held.size();
    }
  }

  public int closeAll() throws IOException {
    int count = held.size();
    while (!held.isEmpty()) {
      held.remove().close();
    }
    return count;
  }
}
