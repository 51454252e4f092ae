package dev.prefork.internal.sys;

import java.util.Set;

/** How one descriptor is registered with epoll instances, as far as its owner knows. */
public interface Registrations {
  /** Returns the instances with which it may be registered, of those that the owner knows. */
  Set<Integer> instances();

  /** Returns the events to register with an instance; 0 for none. */
  int events(int instance);

  /** Returns registrations of which only the events are known. */
  static Registrations ofEvents(int events) {
    return new Registrations() {
      @Override
      public Set<Integer> instances() {
        return Set.of();
      }

      @Override
      public int events(int instance) {
        return events;
      }
    };
  }
}
