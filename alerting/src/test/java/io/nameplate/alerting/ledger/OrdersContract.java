/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger;

import static io.nameplate.orders.Provider.target;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.alerting.Sample;
import io.nameplate.alerting.ledger.orders.Fate;
import io.nameplate.alerting.ledger.orders.KeyFolder;
import io.nameplate.alerting.ledger.orders.OrderBook;
import io.nameplate.alerting.ledger.orders.OrderRows;
import io.nameplate.alerting.ledger.orders.Taken;
import io.nameplate.alerting.ledger.registry.Addition;
import io.nameplate.alerting.ledger.registry.Posted;
import io.nameplate.alerting.ledger.registry.RegistryBook;
import io.nameplate.model.language.Document;
import io.nameplate.orders.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the ledger promises of orders. */
abstract class OrdersContract extends LedgerWorld {

    private static final String FROM = "2026-06-01T00:10:00Z";
    private static final String TO = "2026-06-01T01:10:00Z";

    @TempDir
    Path keys;

    private final Provider provider = Provider.withCurve("acme-2026");
    private OrderBook orders;

    @BeforeEach
    void aBookOfOrders() throws IOException {
        provider.keyIn(keys, "acme-energy");
        Clock clock = Clock.fixed(Sample.START, ZoneOffset.UTC);
        registry = new RegistryBook(database, clock, new OrderRows());
        orders = new OrderBook(database, clock, registry, KeyFolder.open(keys), 5);
    }

    private static List<Document> mapped(double availability) {
        return List.of(new Document(
                "site.yaml",
                Sample.text(availability)
                        + "load_targets: [{provider: acme-energy, feeds: [main-a], scope: {blocks: [b1]}}]\n"));
    }

    private Taken take(String signed) {
        return orders.take(provider.id(signed), signed, Sample.START, "c1");
    }

    private List<String> windows(long version) {
        return registry.registry(version).orElseThrow().windows().stream()
                .map(window -> window.id() + " " + window.from() + " " + window.to())
                .toList();
    }

    @Test
    void anOrderMakesAVersionWithItsWindowAndIsOneHoweverOftenItComes() {
        registry.post(mapped(0.99));
        String signed = provider.order(target(FROM, TO, 500, "main-a"));
        assertThat(take(signed)).isEqualTo(new Taken.Recorded(3, true));
        assertThat(take(signed)).isEqualTo(new Taken.Recorded(3, false));
        String again = provider.order(target(FROM, TO, 500, "main-a"));
        assertThat(again).isNotEqualTo(signed);
        assertThat(take(again)).as("the same words, signed once more").isEqualTo(new Taken.Recorded(3, false));
        assertThat(windows(2)).isEmpty();
        assertThat(windows(3)).containsExactly(provider.id(signed) + " " + FROM + " " + TO);
        assertThat(orders.fates(provider.id(signed))).singleElement().satisfies(fate -> {
            assertThat(fate.order().signed()).isEqualTo(signed);
            assertThat(fate.order().provider()).isEqualTo("acme-energy");
            assertThat(fate.windows()).hasSize(1);
        });
    }

    @Test
    void aPostFromAFolderKeepsTheOrdersAndTheSamePostIsNoNewVersion() {
        registry.post(mapped(0.99));
        String signed = provider.order(target(FROM, TO, 500, "main-a"));
        take(signed);
        assertThat(registry.post(mapped(0.99))).isEqualTo(new Posted.Recorded(3, false));
        assertThat(registry.post(mapped(0.98))).isEqualTo(new Posted.Recorded(4, true));
        assertThat(windows(4)).hasSize(1);
        assertThat(registry.post(Sample.registry())).isEqualTo(new Posted.Recorded(5, true));
        assertThat(windows(5)).as("nothing is mapped any more").isEmpty();
        assertThat(registry.post(mapped(0.99))).isEqualTo(new Posted.Recorded(6, true));
        assertThat(windows(6)).hasSize(1);
    }

    @Test
    void anOrderThatIsNotMappedIsKeptAndMakesNoVersion() {
        String signed = provider.order(target(FROM, TO, 500, "main-a"));
        assertThat(take(signed)).isEqualTo(new Taken.Recorded(1, true));
        assertThat(orders.fates(provider.id(signed)).get(0).sentences())
                .containsExactly("no rule under 'load_targets' of the registry is for its provider and feeds");
        registry.post(mapped(0.99));
        assertThat(windows(2)).as("once it is").hasSize(1);
    }

    @Test
    void theLedgersOwnTextGoesRoundAndCannotBeChanged() {
        registry.post(mapped(0.99));
        take(provider.order(target(FROM, TO, 500, "main-a")));
        List<Document> handedOut = registry.latest().orElseThrow().documents();
        assertThat(handedOut).hasSize(2);
        assertThat(registry.post(handedOut)).isEqualTo(new Posted.Recorded(3, false));
        List<Document> changed = new ArrayList<>(mapped(0.99));
        changed.add(new Document(Addition.NAME, "windows: []\n"));
        assertThat(registry.post(changed))
                .isInstanceOfSatisfying(
                        Posted.Refused.class,
                        refused -> assertThat(refused.problems().get(0).toString())
                                .startsWith("made-of-orders.yaml:1: the ledger makes this text itself"));
        assertThat(registry.latestNumber()).isEqualTo(3);
    }

    @Test
    void whatIsNotSignedByAKeyOfTheLedgerIsRefusedAndChangesNothing() {
        registry.post(mapped(0.99));
        Provider stranger = Provider.withCurve("acme-2026");
        String forged = stranger.order(target(FROM, TO, 500, "main-a"));
        assertThat(orders.take(stranger.id(forged), forged, Sample.START, "c1")).isInstanceOf(Taken.Unfit.class);
        String signed = provider.order(target(FROM, TO, 500, "main-a"));
        assertThat(orders.take("flex-0", signed, Sample.START, "c1"))
                .isEqualTo(new Taken.Unfit("the id of this text is '" + provider.id(signed) + "', not 'flex-0'"));
        String far = provider.order(target("2030-06-01T00:10:00Z", null, 500, "main-a"));
        assertThat(take(far))
                .isEqualTo(
                        new Taken.Unfit("a target begins or ends more than 400 days from now, 2026-06-01T00:00:00Z"));
        take(signed);
        assertThat(orders.take(provider.id(signed), "a.b.c", Sample.START, "c1"))
                .isInstanceOf(Taken.OtherText.class);
        assertThat(orders.take(provider.id(signed), provider.order(target(FROM, TO, 1)), Sample.START, "c1"))
                .isInstanceOf(Taken.OtherText.class);
        assertThat(registry.latestNumber()).isEqualTo(3);
        assertThat(orders.latest(10)).hasSize(1);
    }

    @Test
    void aKeyCountsFromWhenItIsPutThereUntilItIsTakenAway() throws IOException {
        registry.post(mapped(0.99));
        Provider next = Provider.withCurve("acme-2027");
        String signed = next.order(target(FROM, TO, 500, "main-a"));
        assertThat(orders.take(next.id(signed), signed, Sample.START, "c1"))
                .isEqualTo(new Taken.Unfit("it names none of the configured keys"));
        next.keyIn(keys, "acme-energy");
        assertThat(orders.take(next.id(signed), signed, Sample.START, "c1")).isEqualTo(new Taken.Recorded(3, true));
        Files.delete(keys.resolve("acme-energy").resolve("acme-2027.pem"));
        String later = next.order(target(FROM, TO, 600, "main-a"));
        assertThat(orders.take(next.id(later), later, Sample.START, "c1")).isInstanceOf(Taken.Unfit.class);
        assertThat(orders.take(next.id(signed), signed, Sample.START, "c1"))
                .as("what was recorded with it stays")
                .isEqualTo(new Taken.Recorded(3, false));
        assertThat(windows(3)).hasSize(1);
    }

    @Test
    void moreThanSoManyNewOnesAnHourHaveToWait() {
        List<Instant> begins = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            begins.add(Sample.START.plusSeconds(i));
        }
        for (Instant begin : begins) {
            assertThat(take(provider.order(target(begin.toString(), TO, 500)))).isInstanceOf(Taken.Recorded.class);
        }
        assertThat(take(provider.order(target(FROM, TO, 500)))).isInstanceOf(Taken.TooMany.class);
        assertThat(take(provider.order(target(begins.get(0).toString(), TO, 500))))
                .as("one that is known")
                .isInstanceOf(Taken.Recorded.class);
        assertThat(orders.latest(2).stream().map(fates -> fates.get(0)).map(Fate::target))
                .as("the last one first")
                .extracting("from")
                .containsExactly(begins.get(4), begins.get(3));
    }
}
