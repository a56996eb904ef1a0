package io.ranvier.memory;

/** What became of the file under a mapping; see {@link MappedFile#fileState()}. */
public enum FileState {
  /** As it was mapped. */
  INTACT,
  /** Shorter than its mapping: touching what is missing throws {@link InternalError}. */
  TRUNCATED,
  /** Its name is gone; the mapping still works. Anonymous mappings are never in this state. */
  REMOVED,
  /** Its name belongs to another file now; the mapping still works. */
  REPLACED
}
