package io.ranvier.cli;

import picocli.CommandLine.IVersionProvider;

/** Says which build this is, from the manifest of the jar that it runs from. */
final class Version implements IVersionProvider {
  /** For the command line's parser. */
  Version() {}

  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {
      "ranvier " + (version == null ? "(not packaged)" : version),
      "JDK " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"
    };
  }
}
