/**
 * What can be measured: one class per contender and scenario, behind small interfaces.
 *
 * <p>A contender runs in two fresh JVMs. In the round-trip scenario one side calls and the other
 * echoes; in the one-way scenario one side is the source and the other the sink:
 *
 * <pre>
 *   calling JVM                    answering JVM
 *   openCaller / openSource        openEcho / openSink          (answering side first)
 *   exchange(n) / send(n)  ----&gt;   answer(n) / take(n, limit)   one pinned thread each
 *            &lt;---- reply (round trips only)
 * </pre>
 *
 * <p>Rules that keep the comparison fair:
 *
 * <ul>
 *   <li>Every message carries {@link io.ranvier.bench.contender.Pattern} bytes that change from
 *       message to message, written by one side and checked by the other; a reply carries other
 *       bytes than its request. Of what {@code ranvier-handover} hands over only the first word is.
 *   <li>A message counts as sent when the other side can see it: nobody gathers several messages
 *       for one hand-over. The receiver may take all that is there.
 *   <li>Each side is one thread, which calls every method of its handle, also the opening one.
 *   <li>A side may open threads of its own while it opens; they are not pinned.
 * </ul>
 */
package io.ranvier.bench.contender;
