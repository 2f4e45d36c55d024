/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.time.Instant;

/** A step of a ramp: from this instant the line obliges this many GPUs. */
public record Milestone(Instant from, int gpus) {}
