package io.ranvier.endpoint;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.ranvier.testing.StressMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Who sees the magic number sees the whole file. */
@JCStressTest
@Description("HB endpoint.publish: everything in the control file before its magic number")
@Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "Not there yet.")
@Outcome(id = "6, 9", expect = ACCEPTABLE, desc = "All of it.")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "A file that is not whole.")
@State
public class EndpointPublishStress {
  private static final StressMemory MEMORY = new StressMemory(ControlLayout.STRUCT.byteSize());
  private static final EndpointIdentity IDENTITY = new EndpointIdentity(1, 2, 3, 6, 4, 5, 7, 8);
  private static final MemorySegment SETTINGS = Arena.global().allocate(8).fill((byte) 9);

  private final MemorySegment control = MEMORY.next();

  @Actor
  public void server() {
    ControlLayout.write(control, IDENTITY, SETTINGS);
    ControlLayout.magicRelease(control);
  }

  @Actor
  public void client(JJ_Result result) {
    boolean valid = ControlLayout.magicAcquire(control) == ControlLayout.MAGIC;
    result.r1 = valid ? ControlLayout.epoch(control) : -1;
    result.r2 = valid ? ControlLayout.settings(control).get(JAVA_BYTE, 7) : -1;
  }
}
