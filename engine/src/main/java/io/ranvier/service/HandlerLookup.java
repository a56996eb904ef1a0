package io.ranvier.service;

import io.ranvier.call.EngineMethod;
import io.ranvier.call.MethodId;
import java.util.EnumMap;
import java.util.Map;

/**
 * Finds the handler of a call: the user's, or one of the engine's own. Remembers what it found
 * last, as most calls are for the method of the one before: to look whether this one is costs less
 * than to look in a map.
 *
 * <p>Threads: the polling thread.
 */
final class HandlerLookup {
  private final Map<EngineMethod, CallHandler> engineMethods = new EnumMap<>(EngineMethod.class);
  private Services engine = Services.none();
  private Services services;
  private int methodId;
  private Services.Entry entry;

  /** Adds one of the engine's own methods; before the first poll. */
  void addEngineMethod(EngineMethod method, CallHandler handler) {
    engineMethods.put(method, handler);
    engine = Services.ofEngine(engineMethods);
    services = null;
  }

  /** Returns who serves a method; null when nobody does. */
  Services.Entry find(Services in, int id) {
    if (id != methodId || in != services) {
      Services.Entry found = in.find(id);
      boolean ofEngine = found == null && MethodId.service(id) == MethodId.ENGINE;
      entry = ofEngine ? engine.find(id) : found;
      services = in;
      methodId = id;
    }
    return entry;
  }
}
