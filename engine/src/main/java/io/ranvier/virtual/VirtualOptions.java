package io.ranvier.virtual;

import io.ranvier.error.ErrorCode;
import io.ranvier.error.RanvierException;
import io.ranvier.metadata.Metadata;
import io.ranvier.service.Services;
import java.util.Objects;

/**
 * What one side brings into a virtual connection.
 *
 * @param inFlight calls that each side makes at the same time; the smaller of the two sides' holds
 * @param services what this side serves on it
 * @param metadata for the other side
 */
public record VirtualOptions(int inFlight, Services services, Metadata metadata) {
  private static final VirtualOptions DEFAULTS =
      new VirtualOptions(256, Services.none(), Metadata.empty());

  public VirtualOptions {
    Objects.requireNonNull(services, "services");
    Objects.requireNonNull(metadata, "metadata");
    if (inFlight < 1) {
      throw new RanvierException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot open virtual connection: inFlight=%d; choose 1 or more".formatted(inFlight));
    }
  }

  /** 256 calls in flight, no services, no metadata. */
  public static VirtualOptions defaults() {
    return DEFAULTS;
  }

  public VirtualOptions withInFlight(int value) {
    return new VirtualOptions(value, services, metadata);
  }

  public VirtualOptions withServices(Services value) {
    return new VirtualOptions(inFlight, value, metadata);
  }

  public VirtualOptions withMetadata(Metadata value) {
    return new VirtualOptions(inFlight, services, value);
  }
}
