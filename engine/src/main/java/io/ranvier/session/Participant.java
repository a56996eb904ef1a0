package io.ranvier.session;

import io.ranvier.connection.ConnectionOptions;

/**
 * Who this process is in a connection.
 *
 * @param endpoint the endpoint's name
 * @param peerUser the user the peer's process runs as, as the kernel says
 * @param options this side's own
 * @param agreement what both sides' terms came to
 */
record Participant(
    Side side, String endpoint, String peerUser, ConnectionOptions options, Agreement agreement) {}
