/**
 * Growth: memory that is added to a connection while it lives, and taken away again.
 *
 * <p>Extents have payload slots, other arrays have call slots. Either side finds that it has too
 * few; the server makes the file, and both map it:
 *
 * <pre>
 *  the client's                                the server's
 *  Owned...   --- Wanted  ---&gt;  Borrowed...    Owned...   creates the file
 *             &lt;-- Offered ---   has created it            --- Offered ---&gt;  Borrowed...
 *  maps it, uses it             reads it       uses it    &lt;-- Ready ------  maps it, reads it
 * </pre>
 *
 * <p>What cannot be had is refused with a reason, which whoever waits is told. All that is added to
 * a direction counts against one quota ({@link io.ranvier.growth.MemoryQuota}).
 *
 * <p>Threads: requests any; messages come on the housekeeper; file work is the janitor's.
 */
package io.ranvier.growth;
