/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.model.verdict.WorstNode;
import java.time.Instant;

/**
 * A node that lost most in an interval, with how long it has stood in that state.
 *
 * @param since the beginning of its state, over the consecutive intervals that list the node with it
 * @param orBefore true where the reading of intervals ended before the state's beginning was found
 */
public record Standing(WorstNode node, Instant since, boolean orBefore) {}
