/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.resettle;

import io.nameplate.model.language.HallId;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.model.verdict.LineResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What settling one interval again comes to, before anything of it is written. Mutable while it is made. */
final class Plan {

    /** What is told of the lines, in their order. */
    final List<Told> told = new ArrayList<>();
    /** What is recorded: results that are others now, and those that rest on other facts. */
    final List<LineResult> results = new ArrayList<>();
    /** Halls of lines that stay as they are though there may be more to say: what came late of them goes on waiting. */
    final Set<HallId> waiting = new TreeSet<>();
    /** Halls of which a line is another now. */
    final Set<HallId> touched = new TreeSet<>();

    /** The lines that are another now, each with the registry version that it is settled under. */
    final SortedMap<LineKey, Long> versions = new TreeMap<>();

    long changed;
    long unchanged;
    long refused;

    Summary summary() {
        return new Summary(1, changed, unchanged, refused);
    }
}
