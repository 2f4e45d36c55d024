/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import java.time.Instant;
import java.util.Optional;

/** How far the results of a line reach. */
public record LineHead(LeaseId lease, LineId line, Instant latest, Optional<Instant> settled) {}
