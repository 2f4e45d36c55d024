/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.model.language.State;
import java.time.Instant;
import java.util.Optional;

/**
 * A node that lost most in an interval, so that somebody can walk to its rack.
 *
 * @param since when the state began, as far as the job knows
 */
public record WorstNode(String node, String rack, String block, State state, Optional<Instant> since, long lostGpuMs) {}
