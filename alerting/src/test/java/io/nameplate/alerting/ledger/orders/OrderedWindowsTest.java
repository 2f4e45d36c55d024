/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.alerting.Sample;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.LoadTargetRule;
import io.nameplate.model.language.OrderId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Window;
import io.nameplate.orders.LoadTarget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OrderedWindowsTest {

    private static final int CASES = 1_000;
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

    private static Registry registry(String... rules) {
        return RegistryReader.read(
                List.of(new Document(
                        "site.yaml",
                        Sample.text(0.99) + "load_targets:\n"
                                + String.join(
                                        "",
                                        List.of(rules).stream()
                                                .map(rule -> "  - " + rule + "\n")
                                                .toList()))),
                1);
    }

    private static Instant at(double seconds) {
        return START.plusMillis(Math.round(seconds * 1_000));
    }

    private static LoadTarget limit(double from, double to) {
        return new LoadTarget(at(from), at(to), List.of("f"), 5_000_000);
    }

    private static LoadTarget openLimit(double from) {
        return new LoadTarget(at(from), null, List.of("f"), 5_000_000);
    }

    private static LoadTarget lifted(double from) {
        return new LoadTarget(at(from), null, List.of("f"), Double.NaN);
    }

    private static KeptOrder order(int number, LoadTarget... targets) {
        return new KeptOrder("flex-" + number, "acme", "k", List.of(targets), "", at(30), at(40), "c1");
    }

    private static final String RULE = "{provider: acme, feeds: [f], scope: {blocks: [b1]}, open_ended_for: 60s}";

    private static List<String> windows(Registry registry, KeptOrder... orders) {
        return OrderedWindows.of(List.of(orders), registry).stream()
                .flatMap(fate -> fate.windows().stream())
                .map(window -> "%s %d-%d".formatted(window.id(), second(window.from()), second(window.to())))
                .toList();
    }

    private static List<String> sentences(Registry registry, KeptOrder... orders) {
        return OrderedWindows.of(List.of(orders), registry).stream()
                .flatMap(fate -> fate.sentences().stream())
                .toList();
    }

    private static long second(Instant at) {
        return at.getEpochSecond() - START.getEpochSecond();
    }

    @Test
    void anOrderWithAnEndCountsAsLongAsItSays() {
        assertThat(windows(registry(RULE), order(1, limit(10, 20), limit(50, 70)), order(2, limit(15, 18))))
                .containsExactly("flex-1-1 10-20", "flex-1-2 50-70", "flex-2 15-18");
    }

    @Test
    void aWindowIsTheWholeSecondsInsideOfWhatWasSigned() {
        assertThat(windows(registry(RULE), order(1, limit(10.001, 20.999)))).containsExactly("flex-1 11-20");
        assertThat(sentences(registry(RULE), order(1, limit(10.1, 10.9))))
                .containsExactly("no whole second is left of it");
    }

    @Test
    void anOrderWithoutAnEndCountsUntilTheNextOneAndAtMostAsLongAsAgreed() {
        assertThat(windows(registry(RULE), order(2, limit(30, 40)), order(1, openLimit(10))))
                .containsExactly("flex-2 30-40", "flex-1 10-30");
        assertThat(windows(registry(RULE), order(1, openLimit(10)))).containsExactly("flex-1 10-70");
        assertThat(sentences(registry(RULE.replace(", open_ended_for: 60s", "")), order(1, openLimit(10))))
                .containsExactly("it names no end, and its rule has no 'open_ended_for'");
    }

    @Test
    void aLiftedLimitEndsWhatHasBegun() {
        assertThat(windows(registry(RULE), order(1, limit(10, 20)), order(2, openLimit(12)), order(3, lifted(15))))
                .containsExactly("flex-1 10-15", "flex-2 12-15");
        assertThat(sentences(registry(RULE), order(1, limit(10, 20)), order(2, lifted(10))))
                .containsExactly(
                        "another target lifts the limit from 2026-06-01T00:00:10Z on",
                        "no whole second is left of it",
                        "it lifts the limit from 2026-06-01T00:00:10Z on");
        assertThat(windows(registry(RULE), order(1, limit(10, 20)), order(2, lifted(9))))
                .as("what was lifted before")
                .containsExactly("flex-1 10-20");
    }

    @Test
    void whatIsNotMappedMakesNoWindowAndSaysSo() {
        LoadTarget other = new LoadTarget(at(1), at(2), List.of("g"), 1);
        assertThat(sentences(registry(RULE), order(1, other)))
                .containsExactly("no rule under 'load_targets' of the registry is for its provider and feeds");
    }

    @Test
    void aWindowThatSomebodyWroteUnderTheSameIdStandsForTheOrder() {
        Registry byHand = RegistryReader.read(
                List.of(new Document(
                        "site.yaml",
                        Sample.text(0.99) + "load_targets: [" + RULE + "]\n"
                                + "windows: [{id: flex-1, state: curtailed, from: 2026-06-01T00:00:00Z,"
                                + " to: 2026-06-01T00:00:05Z, reason: as agreed}]\n")),
                1);
        assertThat(windows(byHand, order(1, limit(10, 20)), order(2, limit(30, 40))))
                .containsExactly("flex-2 30-40");
        assertThat(sentences(byHand, order(1, limit(10, 20))))
                .containsExactly("a window of the registry has the id flex-1 and stands for it");
        String two = RULE + ", " + RULE.replace("feeds: [f], ", "");
        Registry oneOfTwo = RegistryReader.read(
                List.of(new Document(
                        "site.yaml",
                        Sample.text(0.99) + "load_targets: [" + two + "]\n"
                                + "windows: [{id: flex-1.2, state: curtailed, from: 2026-06-01T00:00:00Z,"
                                + " to: 2026-06-01T00:00:05Z, reason: as agreed}]\n")),
                1);
        assertThat(windows(oneOfTwo, order(1, limit(10, 20)), order(2, limit(30, 40))))
                .containsExactly("flex-1.1 10-20", "flex-2.1 30-40", "flex-2.2 30-40");
    }

    /** Nobody signed when it was received: only as far as the parties agreed is a collector believed. */
    @Test
    void withoutASignedBeginningTheReceiptCountsAsFarAsAgreed() {
        KeptOrder order = order(1, new LoadTarget(null, at(50), List.of(), 1));
        assertThat(sentences(registry(RULE), order))
                .containsExactly("it names no beginning, and its rule has no 'receipt_within'");
        assertThat(windows(registry(RULE.replace("open", "receipt_within: 10s, open")), order))
                .containsExactly("flex-1 30-50");
        assertThat(windows(registry(RULE.replace("open", "receipt_within: 4s, open")), order))
                .as("it was recorded at 40")
                .containsExactly("flex-1 36-50");
    }

    @Test
    void noSignedWordBreaksOutOfTheText() {
        String evil = "f\"}\n- {id: x, state: excluded} # \u2028 \u00e9 \ud83d\ude00";
        Registry open = registry("{provider: acme, scope: {blocks: [b1]}}");
        KeptOrder order = new KeptOrder(
                "flex-1", evil, evil, List.of(new LoadTarget(at(1), at(2), List.of(evil), 1)), "", at(0), at(0), evil);
        Registry its = RegistryReader.read(
                List.of(
                        new Document("site.yaml", Sample.text(0.99)),
                        OrderText.of(List.of(new Window(
                                new OrderId("flex-1"),
                                State.CURTAILED,
                                at(1),
                                at(2),
                                open.loadTargets().get(0).scope(),
                                evil,
                                null)))),
                1);
        assertThat(OrderedWindows.of(List.of(order), open).get(0).windows())
                .as("another provider")
                .isEmpty();
        assertThat(its.windows()).singleElement().satisfies(window -> {
            assertThat(window.reason()).isEqualTo(evil);
            assertThat(window.scope()).isEqualTo(open.loadTargets().get(0).scope());
        });
    }

    /** A naive second-by-second reading of the rules agrees, in whatever order the orders were recorded. */
    @Test
    void everySecondIsCurtailedExactlyWhenTheRulesSaySo() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < CASES; run++) {
            Registry registry = registry(
                    rule(random, "acme", "feeds: [f], ", 1),
                    rule(random, "acme", "feeds: [g, h], ", 2),
                    rule(random, "acme", "", 3),
                    rule(random, "other", "feeds: [f], ", 4));
            List<KeptOrder> orders = orders(random);
            List<Fate> fates = OrderedWindows.of(orders, registry);
            for (LoadTargetRule rule : registry.loadTargets()) {
                for (int second = -20; second < 150; second++) {
                    Instant at = at(second);
                    boolean found = fates.stream()
                            .flatMap(fate -> fate.windows().stream())
                            .anyMatch(window -> window.scope().equals(rule.scope()) && window.covers(at));
                    assertThat(found)
                            .as("seed %d, run %d, %s at %d of %s", seed, run, rule, second, orders)
                            .isEqualTo(naive(orders, rule, at));
                }
            }
            List<Window> all = all(fates);
            assertThat(all.stream().map(Window::id)).doesNotHaveDuplicates();
            Collections.shuffle(orders, random);
            assertThat(all(OrderedWindows.of(orders, registry)))
                    .as("seed %d, run %d", seed, run)
                    .containsExactlyInAnyOrderElementsOf(all);
        }
    }

    private static List<Window> all(List<Fate> fates) {
        return fates.stream().flatMap(fate -> fate.windows().stream()).toList();
    }

    private static String rule(Random random, String provider, String feeds, int node) {
        return "{provider: " + provider + ", " + feeds + "scope: {nodes: [h1-n00" + node + "]}"
                + (random.nextBoolean() ? ", open_ended_for: " + (1 + random.nextInt(60)) + "s" : "")
                + (random.nextBoolean() ? ", receipt_within: " + (1 + random.nextInt(20)) + "s" : "") + "}";
    }

    private static List<KeptOrder> orders(Random random) {
        List<KeptOrder> orders = new ArrayList<>();
        for (int n = random.nextInt(6); n >= 0; n--) {
            List<LoadTarget> targets = new ArrayList<>();
            for (int t = random.nextInt(3); t >= 0; t--) {
                Instant from = random.nextInt(5) == 0 ? null : time(random);
                Instant to = random.nextBoolean() ? null : time(random).plusSeconds(random.nextInt(40));
                if (from != null && to != null && !to.isAfter(from)) {
                    to = null;
                }
                List<String> feeds = List.of("f", "g", "h", "i").stream()
                        .filter(feed -> random.nextInt(3) == 0)
                        .toList();
                targets.add(new LoadTarget(from, to, feeds, random.nextInt(4) == 0 ? Double.NaN : 1_000));
            }
            String provider = random.nextInt(4) == 0 ? "other" : "acme";
            orders.add(new KeptOrder("flex-" + n, provider, "k", targets, "", time(random), time(random), "c1"));
        }
        return orders;
    }

    private static Instant time(Random random) {
        return at(random.nextBoolean() ? random.nextInt(80) : random.nextInt(80_000) / 1_000.0);
    }

    private static boolean naive(List<KeptOrder> orders, LoadTargetRule rule, Instant at) {
        for (KeptOrder order : orders) {
            for (LoadTarget target : order.targets()) {
                Optional<Instant> begun = naiveBegin(order, target, rule);
                if (target.isLifted() || begun.isEmpty() || at.isBefore(begun.get())) {
                    continue;
                }
                boolean counts = target.to() != null
                        ? !at.plusSeconds(1).isAfter(target.to())
                        : rule.openEnded().isPresent()
                                && at.isBefore(secondFrom(begun.get())
                                        .plus(rule.openEnded().get()))
                                && !beginsBetween(
                                        orders,
                                        rule,
                                        false,
                                        secondFrom(begun.get()).plusSeconds(1),
                                        at);
                if (counts && !beginsBetween(orders, rule, true, secondFrom(begun.get()), at)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean beginsBetween(
            List<KeptOrder> orders, LoadTargetRule rule, boolean lifted, Instant first, Instant last) {
        for (KeptOrder order : orders) {
            for (LoadTarget target : order.targets()) {
                Optional<Instant> begun = naiveBegin(order, target, rule).map(OrderedWindowsTest::secondFrom);
                if (target.isLifted() == lifted
                        && begun.isPresent()
                        && !begun.get().isBefore(first)
                        && !begun.get().isAfter(last)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Instant secondFrom(Instant at) {
        return Instant.ofEpochSecond(Math.floorDiv(at.toEpochMilli() + 999, 1_000L));
    }

    private static Optional<Instant> naiveBegin(KeptOrder order, LoadTarget target, LoadTargetRule rule) {
        boolean its = rule.provider().equals(order.provider())
                && (target.feeds().isEmpty()
                        || rule.feeds().isEmpty()
                        || target.feeds().stream().anyMatch(rule.feeds()::contains));
        if (!its) {
            return Optional.empty();
        }
        if (target.from() != null) {
            return Optional.of(target.from());
        }
        return rule.believedReceipt().map(within -> {
            long latest = order.recordedAt().toEpochMilli();
            long earliest = latest - within.toMillis();
            return Instant.ofEpochMilli(
                    Math.min(latest, Math.max(earliest, order.receivedAt().toEpochMilli())));
        });
    }
}
