package io.ranvier.session;

import io.ranvier.growth.ExtentFiles;
import io.ranvier.region.Region;

/**
 * The files of one connection, as this side handles them.
 *
 * @param region the region, mapped
 * @param extents how extents are created or mapped
 * @param release gives the region up; on the server, removes its file and returns its quota
 */
record SessionMemory(Region region, ExtentFiles extents, Runnable release) {}
