/** Same-host calls through shared memory. {@code io.ranvier.Ranvier} is the way in. */
@SuppressWarnings("requires-transitive-automatic") // Agrona names its module in its manifest only
module io.ranvier.engine {
  requires transitive org.agrona;
  requires io.ranvier.ffm;
  requires jdk.net;

  exports io.ranvier;
  exports io.ranvier.broadcast;
  exports io.ranvier.buffer;
  exports io.ranvier.call;
  exports io.ranvier.channel;
  exports io.ranvier.connection;
  exports io.ranvier.counter;
  exports io.ranvier.error;
  exports io.ranvier.lane;
  exports io.ranvier.memory;
  exports io.ranvier.metadata;
  exports io.ranvier.payload;
  exports io.ranvier.routing;
  exports io.ranvier.service;
  exports io.ranvier.signal;
  exports io.ranvier.slot;
  exports io.ranvier.virtual;
}
