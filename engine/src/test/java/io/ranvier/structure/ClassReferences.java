package io.ranvier.structure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What one class file refers to, as its constant pool says: inlined constants leave no trace there,
 * everything else does.
 *
 * @param className with dots, nested classes with {@code $}
 * @param classes all it names: types of calls, fields, signatures, casts
 * @param members {@code owner.name} of the methods and fields it uses
 */
record ClassReferences(String className, Set<String> classes, Set<String> members) {
  // In a descriptor or a generic signature.
  private static final Pattern TYPE = Pattern.compile("L([\\w/$]+)[;<]");

  static ClassReferences of(Path classFile) {
    ClassModel model = parse(classFile);
    Set<String> classes = new TreeSet<>();
    Set<String> members = new TreeSet<>();
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case ClassEntry named -> addClass(classes, named.asInternalName());
        case Utf8Entry text -> addTypes(classes, text.stringValue());
        case MemberRefEntry member ->
            members.add(
                dotted(member.owner().asInternalName()) + "." + member.name().stringValue());
        default -> {}
      }
    }
    return new ClassReferences(dotted(model.thisClass().asInternalName()), classes, members);
  }

  /** Returns the class in whose source file this one stands. */
  String topLevelClass() {
    int nested = className.indexOf('$');
    return nested < 0 ? className : className.substring(0, nested);
  }

  String packageName() {
    return className.substring(0, className.lastIndexOf('.'));
  }

  private static void addClass(Set<String> classes, String internalName) {
    if (internalName.startsWith("[")) {
      addTypes(classes, internalName);
    } else {
      classes.add(dotted(internalName));
    }
  }

  private static void addTypes(Set<String> classes, String text) {
    TYPE.matcher(text)
        .results()
        .map((MatchResult found) -> dotted(found.group(1)))
        .filter(name -> name.contains("."))
        .forEach(classes::add);
  }

  private static String dotted(String internalName) {
    return internalName.replace('/', '.');
  }

  private static ClassModel parse(Path classFile) {
    try {
      return ClassFile.of().parse(classFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
