/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Takes the collectors' records from MQTT in order and without holes: a Flink source whose splits are collector epochs. */
@NullMarked
package io.nameplate.streamjobs.ingest;

import org.jspecify.annotations.NullMarked;
