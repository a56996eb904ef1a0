package io.ranvier.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Copies the engine's classes with a call of {@link CrashPoint#reached} before and behind every
 * instruction that {@link StoreCalls} names.
 *
 * <p>Before: nothing of it has happened. Behind: it has, and the thread has done nothing since,
 * also nothing of its own that follows. One would be the other but for what the thread does in
 * between: say that it has sent, for instance.
 *
 * <p>Points are called {@code Class.method:operation} with {@code before} or {@code behind}, and a
 * number where a method has several of one kind.
 */
public final class CrashWeaver {
  private static final ClassDesc POINT = ClassDesc.of("io.ranvier.crash.CrashPoint");
  private static final MethodTypeDesc REACHED =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);

  /** The user's bytes, in memory that nobody looks at before it is published. */
  private static final String USERS_BYTES = "io/ranvier/buffer/";

  private final Map<String, Integer> points = new LinkedHashMap<>();
  private final List<String> undecided = new ArrayList<>();

  private CrashWeaver() {}

  /** Weaves all classes of a folder; those with a point go to the other one. */
  public static CrashWeaver weave(Path classes, Path woven) {
    CrashWeaver weaver = new CrashWeaver();
    try (Stream<Path> all = Files.walk(classes)) {
      for (Path file : all.filter(path -> path.toString().endsWith(".class")).sorted().toList()) {
        weaver.weaveOne(file, woven.resolve(classes.relativize(file).toString()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return weaver;
  }

  /** Returns the names of all points; a point's number is its place. */
  public List<String> points() {
    return List.copyOf(points.keySet());
  }

  /** Returns the calls of which nobody has said whether they change anything. */
  public List<String> undecided() {
    return List.copyOf(undecided);
  }

  private void weaveOne(Path file, Path target) throws IOException {
    ClassFile classFile = ClassFile.of();
    ClassModel model = classFile.parse(file);
    String name = model.thisClass().asInternalName();
    if (name.startsWith(USERS_BYTES) || name.equals("module-info")) {
      return;
    }
    int before = points.size();
    ClassTransform transform =
        (builder, element) -> {
          if (element instanceof MethodModel method && method.code().isPresent()) {
            String place = simple(name) + "." + method.methodName().stringValue();
            builder.transformMethod(
                method,
                MethodTransform.transformingCode(CodeTransform.ofStateful(() -> new Weave(place))));
          } else {
            builder.with(element);
          }
        };
    byte[] bytes = classFile.transformClass(model, transform);
    if (points.size() > before) {
      Files.createDirectories(target.getParent());
      Files.write(target, bytes);
    }
  }

  private static String simple(String internalName) {
    return internalName.substring(internalName.lastIndexOf('/') + 1);
  }

  /**
   * One method's code; made anew should the code be generated twice, so that names are the same.
   */
  private final class Weave implements CodeTransform {
    private final String place;
    private final Map<String, Integer> seen = new LinkedHashMap<>();

    Weave(String place) {
      this.place = place;
    }

    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
      if (!(element instanceof InvokeInstruction call) || !changes(call)) {
        if (element instanceof InvokeDynamicInstruction made) {
          decide(made);
        }
        builder.with(element);
        return;
      }
      String operation = call.name().stringValue().replace(ConstantDescs.INIT_NAME, "open");
      int number = seen.merge(operation, 1, Integer::sum);
      String point = place + ":" + operation + (number == 1 ? "" : "-" + number);
      reached(builder, point + " before");
      builder.with(element);
      reached(builder, point + " behind");
    }

    private void reached(CodeBuilder builder, String point) {
      int known = points.size();
      Integer number = points.putIfAbsent(point, known);
      builder.loadConstant(number == null ? known : number).invokestatic(POINT, "reached", REACHED);
    }

    /** A method reference hides its call from the eye: one that changes something is refused. */
    private void decide(InvokeDynamicInstruction made) {
      for (ConstantDesc argument : made.bootstrapArgs()) {
        if (argument instanceof DirectMethodHandleDesc target
            && target.lookupDescriptor().startsWith("(")) {
          String type = target.owner().descriptorString();
          String owner = type.substring(1, type.length() - 1);
          MethodTypeDesc form = MethodTypeDesc.ofDescriptor(target.lookupDescriptor());
          if (StoreCalls.changes(owner, target.methodName(), form).orElse(true)) {
            undecided.add(place + " refers to " + owner + "::" + target.methodName());
          }
        }
      }
    }

    private boolean changes(InvokeInstruction call) {
      String owner = call.owner().asInternalName();
      String name = call.name().stringValue();
      return StoreCalls.changes(owner, name, call.typeSymbol())
          .orElseGet(() -> {
            undecided.add(place + " calls " + owner + "." + name);
            return false;
          });
    }
  }
}
