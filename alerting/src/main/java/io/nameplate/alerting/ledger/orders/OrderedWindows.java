/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.orders;

import io.nameplate.model.language.LoadTargetRule;
import io.nameplate.model.language.OrderId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Window;
import io.nameplate.orders.LoadTarget;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes windows of orders by the rules of a registry. What comes out depends on what was signed and agreed alone, and not on
 * the order in which it came; but for targets that name no beginning, which begin when they were received.
 *
 * <p>For one rule, a target with an end counts until its end, one without until the next target begins, at most as long as
 * agreed. A target that lifts the limit ends what has begun by then. Windows are whole seconds inside of what was signed.
 */
final class OrderedWindows {

    private final List<Line> lines;
    private final Set<String> byHand = new HashSet<>();

    /** A rule, and when targets that it is for begin to limit, and to lift the limit. */
    private record Line(LoadTargetRule rule, TreeSet<Instant> limits, TreeSet<Instant> lifts) {}

    private OrderedWindows(List<KeptOrder> orders, Registry posted) {
        lines = posted.loadTargets().stream()
                .map(rule -> new Line(rule, new TreeSet<>(), new TreeSet<>()))
                .toList();
        posted.windows().forEach(window -> byHand.add(window.id().value()));
        for (KeptOrder order : orders) {
            for (LoadTarget target : order.targets()) {
                for (Line line : linesFor(order, target)) {
                    begin(line.rule(), order, target)
                            .ifPresent((target.isLifted() ? line.lifts() : line.limits())::add);
                }
            }
        }
    }

    /**
     * What becomes of each target of each order.
     *
     * @param posted what the texts say that were posted, without what the ledger adds
     */
    static List<Fate> of(List<KeptOrder> orders, Registry posted) {
        OrderedWindows windows = new OrderedWindows(orders, posted);
        List<Fate> fates = new ArrayList<>();
        for (KeptOrder order : orders) {
            for (int i = 0; i < order.targets().size(); i++) {
                fates.add(windows.fate(order, i + 1, order.targets().get(i)));
            }
        }
        return fates;
    }

    private List<Line> linesFor(KeptOrder order, LoadTarget target) {
        return lines.stream()
                .filter(line -> line.rule().provider().equals(order.provider())
                        && line.rule().isFor(target.feeds()))
                .toList();
    }

    private Fate fate(KeptOrder order, int number, LoadTarget target) {
        List<Window> windows = new ArrayList<>();
        List<String> said = new ArrayList<>();
        List<Line> its = linesFor(order, target);
        String name = order.nameOf(number);
        if (its.isEmpty()) {
            said.add("no rule under 'load_targets' of the registry is for its provider and feeds");
        }
        for (int i = 0; i < its.size(); i++) {
            String id = its.size() == 1 ? name : name + "." + (i + 1);
            if (byHand.contains(id) || byHand.contains(name)) {
                said.add("a window of the registry has the id " + (byHand.contains(id) ? id : name)
                        + " and stands for it");
            } else {
                add(its.get(i), id, order, target, windows, said);
            }
        }
        return new Fate(order, number, target, windows, said);
    }

    private static void add(
            Line line, String id, KeptOrder order, LoadTarget target, List<Window> windows, List<String> said) {
        Optional<Instant> begin = begin(line.rule(), order, target);
        if (begin.isEmpty()) {
            said.add("it names no beginning, and its rule has no 'receipt_within'");
            return;
        }
        Instant from = begin.get();
        if (target.isLifted()) {
            said.add("it lifts the limit from " + from + " on");
            return;
        }
        Optional<Instant> end = end(line, from, target);
        if (end.isEmpty()) {
            said.add("it names no end, and its rule has no 'open_ended_for'");
            return;
        }
        Instant to = end.get();
        Instant lifted = line.lifts().ceiling(from);
        if (lifted != null && lifted.isBefore(to)) {
            to = lifted;
            said.add("another target lifts the limit from " + lifted + " on");
        }
        if (!to.isAfter(from)) {
            said.add("no whole second is left of it");
            return;
        }
        windows.add(new Window(
                new OrderId(id),
                State.CURTAILED,
                from,
                to,
                line.rule().scope(),
                reason(line.rule(), order, target),
                null));
    }

    /** When it begins: as signed, or else with its receipt as far as the parties believe a collector about that. */
    private static Optional<Instant> begin(LoadTargetRule rule, KeptOrder order, LoadTarget target) {
        Instant signed = target.from();
        if (signed != null) {
            return Optional.of(wholeSecondFrom(signed));
        }
        return rule.believedReceipt().map(within -> {
            Instant earliest = order.recordedAt().minus(within);
            Instant received = order.receivedAt();
            Instant believed = received.isBefore(earliest) ? earliest : received;
            return wholeSecondFrom(believed.isAfter(order.recordedAt()) ? order.recordedAt() : believed);
        });
    }

    /** When it ends unless the limit is lifted before: as signed, or else as the parties agreed. */
    private static Optional<Instant> end(Line line, Instant from, LoadTarget target) {
        Instant signed = target.to();
        if (signed != null) {
            return Optional.of(signed.truncatedTo(ChronoUnit.SECONDS));
        }
        Optional<Duration> longest = line.rule().openEnded();
        return longest.map(from::plus).map(latest -> {
            Instant next = line.limits().higher(from);
            return next != null && next.isBefore(latest) ? next : latest;
        });
    }

    private static Instant wholeSecondFrom(Instant at) {
        Instant second = at.truncatedTo(ChronoUnit.SECONDS);
        return second.equals(at) ? at : second.plusSeconds(1);
    }

    private static String reason(LoadTargetRule rule, KeptOrder order, LoadTarget target) {
        List<String> feeds =
                rule.feeds().stream().filter(target.feeds()::contains).sorted().toList();
        return "load target of " + order.provider() + ", at most " + Math.round(target.watts()) + " W"
                + (feeds.isEmpty() ? "" : " for " + String.join(", ", feeds)) + ", signed with key " + order.kid()
                + (target.from() == null ? "; it names no beginning, " + order.collector() + " received it then" : "")
                + (target.to() == null ? "; it names no end" : "");
    }
}
