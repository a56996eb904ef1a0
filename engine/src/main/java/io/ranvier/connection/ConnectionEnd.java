package io.ranvier.connection;

import io.ranvier.error.ErrorCode;

/**
 * Why a connection ended.
 *
 * @param code CONNECTION_CLOSED, PEER_DIED, PROTOCOL_ERROR, or what failed
 * @param reason a sentence for people
 * @param byPeer whether the other side ended it
 */
public record ConnectionEnd(ErrorCode code, String reason, boolean byPeer) {}
