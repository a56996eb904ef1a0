package io.ranvier.interleaving;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Loads the engine's classes, and the programs that use them, a second time, rewritten: what
 * touches shared memory, locks or parks asks {@link Accesses} first. Everything else is the code
 * that users run.
 */
public final class RealClasses extends ClassLoader {
  /** Not rewritten: the explorer itself, and what no program shares between its threads. */
  private static final Set<String> PASSED_ON =
      Set.of("io.ranvier.interleaving", "io.ranvier.ffm", "io.ranvier.error");

  private final List<Defect> defects;
  private int defectsFound;

  private RealClasses(List<Defect> defects) {
    super(RealClasses.class.getClassLoader());
    this.defects = defects;
  }

  /**
   * Explores all orders of a program.
   *
   * @param program whose constructor takes the arguments
   * @param defects to be made in the classes that it uses; each must be found there
   */
  public static Explorer.Result explore(
      Class<? extends Program> program, List<Defect> defects, Object... arguments) {
    RealClasses classes = new RealClasses(defects);
    Explorer.Result result = Explorer.explore(classes.programs(program.getName(), arguments));
    if (classes.defectsFound < defects.size()) {
      throw new AssertionError("no such place in the classes: " + defects);
    }
    return result;
  }

  private Supplier<Program> programs(String name, Object... arguments) {
    try {
      var constructor = loadClass(name).getDeclaredConstructors()[0];
      constructor.setAccessible(true);
      return () -> {
        try {
          return (Program) constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
          throw new AssertionError(e);
        }
      };
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      int end = name.lastIndexOf('.');
      boolean rewritten =
          name.startsWith("io.ranvier.") && !PASSED_ON.contains(name.substring(0, end));
      return rewritten ? rewrite(name) : super.loadClass(name, resolve);
    }
  }

  private Class<?> rewrite(String name) throws ClassNotFoundException {
    String file = name.replace('.', '/') + ".class";
    try (InputStream in = getParent().getResourceAsStream(file)) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      ClassModel original = ClassFile.of().parse(in.readAllBytes());
      Rewriting rewriting = new Rewriting(original, defects);
      byte[] bytes = rewriting.bytes();
      defectsFound += rewriting.defectsFound();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
