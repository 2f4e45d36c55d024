/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Wires the job: source, evidence, verdict, sinks. */
@NullMarked
package io.nameplate.streamjobs.job;

import org.jspecify.annotations.NullMarked;
