package dev.prefork.internal.nio.jdk;

import java.nio.channels.spi.AbstractSelector;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/** The selectors of this process. */
public final class OpenSelectors {
  /** Weak, because the application may lose a selector without closing it. */
  private static final Set<AbstractSelector> SELECTORS =
      Collections.newSetFromMap(new WeakHashMap<>());

  private OpenSelectors() {}

  /** Adds a new selector and returns it. */
  public static AbstractSelector add(AbstractSelector selector) {
    synchronized (SELECTORS) {
      SELECTORS.add(selector);
    }
    return selector;
  }

  static List<AbstractSelector> snapshot() {
    synchronized (SELECTORS) {
      return SELECTORS.stream().filter(AbstractSelector::isOpen).toList();
    }
  }
}
