/**
 * Memory that processes share: how it is declared, mapped, backed by storage and given back.
 *
 * <pre>
 *   SharedStruct   declares a structure once: offsets, StructLayout and the documented table
 *   SharedWords    declares how the first words of a line are accessed together
 *   MappedFile     owns one mapping of a file or of memory without a name
 *     StorageArea  one party's part of it, backed chunk by chunk when slots are first leased
 *     FileIdentity name and inode: compared before a name is unlinked or called ours
 *   EngineThread   where channels are opened, locked, mapped and closed: nobody can interrupt it
 *   Janitor        where mappings end: off every hot path
 * </pre>
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>No store ever meets a page without storage: it was claimed by a write that can fail.
 *   <li>A file is made exclusively, with its exact mode, and is gone again if a step fails.
 *   <li>A file's size is compared with what is expected before it is mapped.
 *   <li>No channel operation runs on a user's thread, where an interrupt would close the channel.
 *   <li>Heap does not grow with mapped size, but for a bit per 64 KiB of a sparse area.
 * </ul>
 *
 * <p>Everything here may be called by any thread. Creating, attaching and reserving do file work
 * and are not for pollers; closing is.
 */
package io.ranvier.memory;
