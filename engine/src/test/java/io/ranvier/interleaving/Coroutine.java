package io.ranvier.interleaving;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Code that can stop in the middle and go on later, all on the thread that runs it: a change of
 * threads costs a microsecond or more, and the explorer makes millions. The JDK's own continuation,
 * which needs {@code --add-exports java.base/jdk.internal.vm=ALL-UNNAMED}.
 */
final class Coroutine {
  private static final Object SCOPE;
  private static final MethodHandle NEW;
  private static final MethodHandle RUN;
  private static final MethodHandle YIELD;
  private static final MethodHandle IS_DONE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
      Class<?> type = Class.forName("jdk.internal.vm.Continuation");
      SCOPE = scope.getConstructor(String.class).newInstance("explorer");
      NEW =
          lookup
              .findConstructor(type, MethodType.methodType(void.class, scope, Runnable.class))
              .bindTo(SCOPE)
              .asType(MethodType.methodType(Object.class, Runnable.class));
      RUN = erased(lookup.findVirtual(type, "run", MethodType.methodType(void.class)));
      IS_DONE = erased(lookup.findVirtual(type, "isDone", MethodType.methodType(boolean.class)));
      YIELD =
          lookup
              .findStatic(type, "yield", MethodType.methodType(boolean.class, scope))
              .bindTo(SCOPE);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Object continuation;

  Coroutine(Runnable code) {
    try {
      continuation = (Object) NEW.invokeExact(code);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Runs until the code stops or ends. */
  void run() {
    try {
      RUN.invokeExact(continuation);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  boolean isDone() {
    try {
      return (boolean) IS_DONE.invokeExact(continuation);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Stops the code that is running. */
  static void stop() {
    try {
      boolean ignored = (boolean) YIELD.invokeExact();
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static MethodHandle erased(MethodHandle method) {
    return method.asType(method.type().changeParameterType(0, Object.class));
  }
}
