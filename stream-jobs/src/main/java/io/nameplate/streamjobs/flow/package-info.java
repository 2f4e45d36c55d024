/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** What crosses the job's edges, how it is written there, and what every room reads: the registry and the counters. */
@NullMarked
package io.nameplate.streamjobs.flow;

import org.jspecify.annotations.NullMarked;
