package io.ranvier.bench.rig;

import io.ranvier.bench.contender.Contender;
import io.ranvier.bench.contender.ContentError;
import java.io.PrintStream;

/**
 * The main class of both children of a pair.
 *
 * <p>What it says to its parent are lines on standard output that begin with a tag; whatever else a
 * library prints there is sent to standard error.
 */
final class ChildMain {
  static final String REPORT = "@report ";
  static final String CONTENT = "@content ";
  static final String FAILED = "@failed ";
  static final int EXIT_FAILED = 1;
  static final int EXIT_CONTENT = 3;

  private ChildMain() {}

  public static void main(String... arguments) {
    PrintStream toParent = System.out;
    System.setOut(System.err);
    int exit = 0;
    try {
      Assignment assignment = Assignment.parse(arguments);
      ParentWatch.start(assignment.directory().getParent());
      SideReport report = run(assignment);
      report.toLines().forEach(line -> toParent.println(REPORT + line));
    } catch (ContentError e) {
      toParent.println(CONTENT + oneLine(e.getMessage()));
      exit = EXIT_CONTENT;
    } catch (Throwable e) {
      e.printStackTrace();
      toParent.println(FAILED + oneLine(e.toString()));
      exit = EXIT_FAILED;
    }
    toParent.flush();
    // A contender's own threads must not keep this process alive.
    System.exit(exit);
  }

  private static SideReport run(Assignment assignment) throws Exception {
    SideProgram program = instance(assignment.program(), SideProgram.class);
    Contender contender = instance(assignment.contender(), Contender.class);
    PhaseBoard board =
        PhaseBoard.open(
            assignment.directory(), assignment.receiver(), assignment.workload().receivers());
    return program.run(new SideContext(assignment, contender, board));
  }

  private static <T> T instance(String className, Class<T> kind)
      throws ReflectiveOperationException {
    return kind.cast(Class.forName(className).getDeclaredConstructor().newInstance());
  }

  private static String oneLine(String message) {
    return String.valueOf(message).replace('\n', ' ');
  }
}
