/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Hands results to the ledger, which must have them, and to InfluxDB, which may. */
@NullMarked
package io.nameplate.streamjobs.sink;

import org.jspecify.annotations.NullMarked;
