package io.ranvier.interleaving;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** One class, rewritten so that what others could notice goes through {@link Accesses}. */
final class Rewriting {
  private static final ClassDesc ACCESSES = desc(Accesses.class);
  private static final ClassDesc HANDLE = desc(VarHandle.class);
  private static final ClassDesc SEGMENT = desc(MemorySegment.class);
  private static final ClassDesc OBJECT = ConstantDescs.CD_Object;
  private static final ClassDesc LONG = ConstantDescs.CD_long;
  private static final ClassDesc INT = ConstantDescs.CD_int;
  private static final ClassDesc VOID = ConstantDescs.CD_void;
  private static final ClassDesc PARKING = desc(LockSupport.class);
  private static final String RACED = "io/ranvier/ring/SharedRingWriter";
  private static final String BODY = "$body";

  private final ClassModel original;
  private final String name;
  private final List<Defect> defects;
  private int defectsFound;

  Rewriting(ClassModel original, List<Defect> defects) {
    this.original = original;
    this.name = original.thisClass().asInternalName();
    this.defects = defects;
  }

  /** Returns how many of the defects this class now has. */
  int defectsFound() {
    return defectsFound;
  }

  byte[] bytes() {
    ClassTransform transform =
        (builder, element) -> {
          if (!(element instanceof MethodModel method) || method.code().isEmpty()) {
            builder.with(element);
            return;
          }
          String methodName = method.methodName().stringValue();
          MethodTransform inside =
              MethodTransform.transformingCode(
                  (code, instruction) -> rewrite(code, instruction, methodName));
          if (method.flags().has(AccessFlag.SYNCHRONIZED)) {
            int flags = method.flags().flagsMask() & ~ClassFile.ACC_SYNCHRONIZED;
            builder.withMethod(
                methodName,
                method.methodTypeSymbol(),
                flags,
                body -> body.withCode(code -> lock(code, method)));
            builder.withMethod(
                methodName + BODY,
                method.methodTypeSymbol(),
                flags,
                body ->
                    body.transform(
                        method,
                        MethodTransform.dropping(part -> !(part instanceof CodeModel))
                            .andThen(inside)));
          } else {
            builder.transformMethod(method, inside);
          }
        };
    return ClassFile.of().transformClass(original, transform);
  }

  /** A method that locks its object, does what the synchronized one did, and unlocks. */
  private void lock(CodeBuilder code, MethodModel method) {
    MethodTypeDesc type = method.methodTypeSymbol();
    call(code, "lock", VOID, OBJECT, builder -> builder.aload(0));
    code.trying(
        body -> {
          body.aload(0);
          for (int i = 0; i < type.parameterCount(); i++) {
            body.loadLocal(TypeKind.from(type.parameterType(i)), code.parameterSlot(i));
          }
          body.invokevirtual(
              original.thisClass().asSymbol(), method.methodName().stringValue() + BODY, type);
          call(body, "unlock", VOID, OBJECT, builder -> builder.aload(0));
          body.return_(TypeKind.from(type.returnType()));
        },
        failing ->
            failing.catchingAll(handler -> {
              call(handler, "unlock", VOID, OBJECT, builder -> builder.aload(0));
              handler.athrow();
            }));
  }

  private static void call(
      CodeBuilder code,
      String accessor,
      ClassDesc result,
      ClassDesc parameter,
      Consumer<CodeBuilder> argument) {
    argument.accept(code);
    code.invokestatic(ACCESSES, accessor, MethodTypeDesc.of(result, parameter));
  }

  private void rewrite(CodeBuilder code, CodeElement element, String method) {
    switch (element) {
      case InvokeInstruction call -> invoke(code, call, method);
      case InvokeDynamicInstruction call -> code.invokedynamic(redirected(call));
      case MonitorInstruction lock ->
          code.invokestatic(
              ACCESSES,
              lock.opcode() == Opcode.MONITORENTER ? "lock" : "unlock",
              MethodTypeDesc.of(VOID, OBJECT));
      default -> code.with(element);
    }
  }

  private void invoke(CodeBuilder code, InvokeInstruction call, String method) {
    String called = call.name().stringValue();
    String owner = call.owner().asInternalName();
    MethodTypeDesc type = call.typeSymbol();
    Defect defect = defectAt(method, called);
    boolean unordered = defect != null && defect.effect() == Defect.Effect.UNORDERED;
    if (defect != null && !unordered) {
      leaveOut(code, call);
    } else if (owner.equals("java/lang/invoke/VarHandle") && isAccess(called, type)) {
      access(code, unordered ? "set" : called, type);
    } else if (owner.equals("java/lang/foreign/MemorySegment") && called.equals("copy")) {
      code.invokestatic(ACCESSES, called, type);
    } else if (owner.equals("java/lang/Thread") && called.equals("currentThread")) {
      code.invokestatic(ACCESSES, called, type);
    } else if (owner.equals("java/util/concurrent/locks/LockSupport")) {
      code.invokestatic(ACCESSES, called.startsWith("park") ? "park" : called, type);
    } else {
      code.with(call);
    }
  }

  /** Fields of the heap matter where threads race for them, which only one class lets them. */
  private boolean isAccess(String called, MethodTypeDesc type) {
    if (called.endsWith("Fence")) {
      return true;
    }
    if (type.parameterCount() == 0 || !type.parameterType(0).equals(SEGMENT)) {
      return type.parameterCount() > 0 && name.equals(RACED);
    }
    ClassDesc value = type.parameterCount() == 2 ? type.returnType() : type.parameterType(2);
    return "BSIJ".contains(value.descriptorString());
  }

  private Defect defectAt(String method, String called) {
    for (Defect defect : defects) {
      if (defect.isIn(name, method, called)) {
        defectsFound++;
        return defect;
      }
    }
    return null;
  }

  private static void leaveOut(CodeBuilder code, InvokeInstruction call) {
    MethodTypeDesc type = call.typeSymbol();
    for (ClassDesc parameter : type.parameterList().reversed()) {
      if (TypeKind.from(parameter).slotSize() == 2) {
        code.pop2();
      } else {
        code.pop();
      }
    }
    if (call.opcode() != Opcode.INVOKESTATIC) {
      code.pop();
    }
    switch (TypeKind.from(type.returnType())) {
      case VOID -> {}
      case LONG -> code.lconst_0();
      case REFERENCE -> code.aconst_null();
      default -> code.iconst_0();
    }
  }

  private void access(CodeBuilder code, String mode, MethodTypeDesc type) {
    if (mode.endsWith("Fence")) {
      String fence = mode.equals("releaseFence") ? "storeStoreFence" : mode;
      code.invokestatic(ACCESSES, fence, MethodTypeDesc.of(VOID));
    } else if (!type.parameterType(0).equals(SEGMENT)) {
      heap(code, mode, type);
    } else if (type.parameterCount() == 2) {
      code.loadConstant(bytes(type.returnType()));
      code.invokestatic(ACCESSES, "load", MethodTypeDesc.of(LONG, HANDLE, SEGMENT, LONG, INT));
      narrow(code, type.returnType());
    } else if (mode.equals("compareAndSet")) {
      ClassDesc value = type.parameterType(2);
      code.invokestatic(
          ACCESSES,
          "cas",
          MethodTypeDesc.of(ConstantDescs.CD_boolean, HANDLE, SEGMENT, LONG, value, value));
    } else if (mode.startsWith("compareAndExchange")) {
      ClassDesc value = type.parameterType(2);
      code.invokestatic(
          ACCESSES,
          "exchange",
          MethodTypeDesc.of(type.returnType(), HANDLE, SEGMENT, LONG, value, value));
    } else {
      storeOrUpdate(code, mode, type);
    }
  }

  private static void storeOrUpdate(CodeBuilder code, String mode, MethodTypeDesc type) {
    ClassDesc value = type.parameterType(2);
    if (TypeKind.from(value).slotSize() == 1) {
      code.i2l();
    }
    boolean stores = mode.startsWith("set");
    code.loadConstant(stores ? order(mode) : operation(mode));
    code.loadConstant(bytes(value));
    code.invokestatic(
        ACCESSES,
        stores ? "store" : "update",
        MethodTypeDesc.of(stores ? VOID : LONG, HANDLE, SEGMENT, LONG, LONG, INT, INT));
    if (!stores) {
      narrow(code, value);
    }
  }

  private static void heap(CodeBuilder code, String mode, MethodTypeDesc type) {
    if (type.parameterCount() == 1) {
      code.invokestatic(ACCESSES, "heapLoad", MethodTypeDesc.of(LONG, HANDLE, OBJECT));
    } else if (mode.equals("setRelease")) {
      code.invokestatic(ACCESSES, "heapStore", MethodTypeDesc.of(VOID, HANDLE, OBJECT, LONG));
    } else {
      throw new IllegalStateException("no such access to a field: " + mode + type);
    }
  }

  private static void narrow(CodeBuilder code, ClassDesc type) {
    if (TypeKind.from(type).slotSize() == 1) {
      code.l2i();
    }
  }

  private static int order(String mode) {
    return switch (mode) {
      case "set", "setOpaque" -> Accesses.PLAIN;
      case "setRelease" -> Accesses.RELEASE;
      default -> Accesses.VOLATILE;
    };
  }

  private static int operation(String mode) {
    return mode.startsWith("getAndBitwiseOr")
        ? Accesses.OR
        : mode.startsWith("getAndBitwiseAnd")
            ? Accesses.AND
            : mode.startsWith("getAndAdd") ? Accesses.ADD : Accesses.SET;
  }

  private static int bytes(ClassDesc type) {
    return switch (type.descriptorString()) {
      case "B" -> 1;
      case "S" -> 2;
      case "I" -> 4;
      case "J" -> 8;
      default -> throw new IllegalStateException("no such type in memory: " + type);
    };
  }

  /** Method references to what is redirected are redirected, too. */
  private static DynamicCallSiteDesc redirected(InvokeDynamicInstruction call) {
    ConstantDesc[] arguments =
        call.bootstrapArgs().stream().map(Rewriting::redirected).toArray(ConstantDesc[]::new);
    return DynamicCallSiteDesc.of(
        call.bootstrapMethod(), call.name().stringValue(), call.typeSymbol(), arguments);
  }

  private static ConstantDesc redirected(ConstantDesc argument) {
    if (argument instanceof DirectMethodHandleDesc handle && handle.owner().equals(PARKING)) {
      return MethodHandleDesc.ofMethod(
          DirectMethodHandleDesc.Kind.STATIC,
          ACCESSES,
          handle.methodName(),
          handle.invocationType());
    }
    return argument;
  }

  private static ClassDesc desc(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }
}
