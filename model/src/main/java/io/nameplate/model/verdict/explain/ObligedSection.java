/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict.explain;

import io.nameplate.model.language.GpuCondition;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Milestone;
import io.nameplate.model.language.Scope;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Window;
import io.nameplate.model.verdict.CappedPiece;
import io.nameplate.model.verdict.LineTrace;
import io.nameplate.model.verdict.LineTrace.Held;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;

/** What lease and registry say of the line in the interval. */
final class ObligedSection {

    private final LineTrace trace;
    private final Lease lease;

    ObligedSection(LineTrace trace) {
        this.trace = trace;
        this.lease = trace.lease();
    }

    void say(Page page) {
        page.heading("1. What the contract obliges");
        page.say(
                1,
                "Lease " + lease.lease() + " between " + lease.supplier() + " (supplier) and " + lease.tenant()
                        + " (tenant), from " + lease.from() + " until " + lease.to() + ".");
        contracted(page);
        page.say(
                1,
                "Owed to each GPU at work: a clock of "
                        + EvidenceWords.mhz(trace.line().guaranteedClockMhz()) + " (guaranteed) under a power limit of "
                        + Figures.whole(trace.line().contractedLimitW()) + " W.");
        allocated(page);
        windows(page);
        page.say(
                1,
                "The tenant bears: "
                        + (lease.tenantBears().isEmpty()
                                ? "no loss"
                                : names(lease.tenantBears().stream()
                                        .sorted()
                                        .map(State::name)
                                        .toList()))
                        + ". Every other loss is the supplier's; UNMEASURED is nobody's.");
        page.say(
                1,
                "XID table " + lease.xidTable().version() + ", unusable: "
                        + names(lease.xidTable().unusable().stream()
                                .sorted()
                                .map(GpuCondition::called)
                                .toList()) + ". A node that draws no load counts as faulted after "
                        + lease.unreachableAfter().toSeconds() + " s. The machines are operated by the "
                        + (lease.tenantOperates() ? "tenant" : "supplier") + ".");
    }

    private static String names(List<String> names) {
        return String.join(", ", names);
    }

    private void contracted(Page page) {
        StringJoiner ramp = new StringJoiner(", ");
        for (Milestone milestone : trace.line().ramp()) {
            ramp.add(Figures.gpus(milestone.gpus()) + " from " + milestone.from());
        }
        page.say(1, "Line " + trace.line().line() + " (" + trace.line().sku() + "), ramp: " + ramp + ".");
        long from = trace.start();
        int gpus = trace.pieces().get(0).contracted();
        for (CappedPiece piece : trace.pieces()) {
            if (piece.contracted() != gpus) {
                page.say(1, "Contracted " + Figures.span(from, piece.from()) + ": " + Figures.gpus(gpus) + ".");
                from = piece.from();
                gpus = piece.contracted();
            }
        }
        page.say(1, "Contracted " + Figures.span(from, trace.end()) + ": " + Figures.gpus(gpus) + ".");
    }

    private void allocated(Page page) {
        record Stretch(String block, String hall, long from, long to) {}
        Map<Stretch, List<Held>> stretches = new LinkedHashMap<>();
        for (Held held : trace.held()) {
            stretches
                    .computeIfAbsent(
                            new Stretch(
                                    held.block().block().value(), held.hall().value(), held.from(), held.to()),
                            key -> new ArrayList<>())
                    .add(held);
        }
        if (stretches.isEmpty()) {
            page.say(1, "Allocated: nothing.");
        }
        stretches.forEach((stretch, nodes) -> page.say(
                1,
                "Allocated: "
                        + Nodes.ranges(nodes.stream()
                                .map(held -> held.node().node().value())
                                .toList()) + " (block "
                        + stretch.block + ", hall " + stretch.hall + "), "
                        + Figures.gpus(nodes.stream()
                                .mapToInt(held -> held.block().gpusPerNode())
                                .sum()) + ", from "
                        + Instant.ofEpochSecond(stretch.from)
                        + (stretch.to < trace.end() ? " until " + Instant.ofEpochSecond(stretch.to) : "") + "."));
    }

    private void windows(Page page) {
        if (trace.windows().isEmpty()) {
            page.say(1, "Windows and orders in the interval: none.");
        }
        trace.registry().windows().stream()
                .filter(window -> window.from().getEpochSecond() < trace.end()
                        && window.to().getEpochSecond() > trace.start()
                        && !window.isInTime(lease.maintenanceNotice())
                        && (window.scope().leases().isEmpty()
                                || window.scope().leases().contains(lease.lease())))
                .forEach(window -> page.say(
                        1,
                        window.state() + " window " + window.id() + " does not count: it was not noticed "
                                + Figures.whole(lease.maintenanceNotice().toSeconds()) + " s before it begins."));
        for (Window window : trace.windows()) {
            long touched = trace.held().stream()
                    .filter(held -> held.from() < window.to().getEpochSecond()
                            && held.to() > window.from().getEpochSecond()
                            && trace.covers(window, held))
                    .map(held -> held.node().node())
                    .distinct()
                    .count();
            page.say(
                    1,
                    window.state() + (window.state() == State.CURTAILED ? " order " : " window ") + window.id()
                            + (window.reason().isEmpty() ? "" : " (" + window.reason() + ")") + ", from "
                            + window.from()
                            + " until " + window.to() + ", for " + scope(window.scope()) + ": covers "
                            + touched + " of the line's nodes.");
        }
    }

    private static String scope(Scope scope) {
        String words = Stream.of(
                        Map.entry("hall", scope.halls()),
                        Map.entry("block", scope.blocks()),
                        Map.entry("node", scope.nodes()),
                        Map.entry("lease", scope.leases()))
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> entry.getKey() + " "
                        + Nodes.ranges(entry.getValue().stream()
                                .map(Object::toString)
                                .sorted()
                                .toList()))
                .reduce((a, b) -> a + ", " + b)
                .orElse("the whole site");
        return words;
    }
}
