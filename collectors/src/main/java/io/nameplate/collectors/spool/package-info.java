/*
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The collector's own append-only log: owner of every record until all required consumers have committed it. A folder
 * per epoch, segments named by their first sequence number, a CRC per record, one fsync per batch.
 */
@NullMarked
package io.nameplate.collectors.spool;

import org.jspecify.annotations.NullMarked;
