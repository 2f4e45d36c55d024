/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderFolderTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00.250Z");

    @TempDir
    Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static List<String> ids(OrderFolder orders) {
        return orders.held().stream().map(HeldOrder::id).toList();
    }

    @Test
    void whatWaitsIsThereAfterARestartAsItWasTheOldestFirst() throws IOException {
        OrderFolder before = new OrderFolder(folder);
        before.take("flex-b", "a.b.c", NOW);
        before.take("flex-a", "d.e.f", NOW.plusSeconds(1));
        before.take("flex-b", "another.text.of-it", NOW.plusSeconds(2));
        OrderFolder after = new OrderFolder(folder);
        assertThat(after.held())
                .containsExactly(
                        new HeldOrder("flex-b", "a.b.c", NOW), new HeldOrder("flex-a", "d.e.f", NOW.plusSeconds(1)));
        assertThat(after.held()).isEqualTo(before.held());
        after.recorded(after.held().get(0));
        assertThat(ids(new OrderFolder(folder))).containsExactly("flex-a");
    }

    @Test
    void whatWasRefusedStaysForAPersonAndIsNotPostedAgain() throws IOException {
        OrderFolder orders = new OrderFolder(folder);
        orders.take("flex-a", "a.b.c", NOW);
        orders.refused(orders.held().get(0));
        assertThat(orders.pending()).isZero();
        assertThat(new OrderFolder(folder).pending()).isZero();
        assertThat(names()).containsExactly("flex-a.refused");
        assertThat(Files.readString(folder.resolve("flex-a.refused"))).isEqualTo("2026-06-01T12:00:00.250Z\na.b.c\n");
    }

    @Test
    void soManyAndNoMoreWaitOrStayRefused() throws IOException {
        OrderFolder orders = new OrderFolder(folder, 2);
        for (int i = 0; i < 5; i++) {
            orders.take("flex-" + i, "a.b.c", NOW.plusSeconds(i));
            orders.refused(orders.held().get(0));
        }
        assertThat(names()).containsExactly("flex-3.refused", "flex-4.refused");
        orders.take("flex-5", "a.b.c", NOW);
        orders.take("flex-6", "a.b.c", NOW);
        assertThatThrownBy(() -> orders.take("flex-7", "a.b.c", NOW))
                .isInstanceOf(IOException.class)
                .hasMessage("2 orders wait for the ledger already");
        assertThat(ids(new OrderFolder(folder, 2))).containsExactly("flex-5", "flex-6");
    }

    @Test
    void aFileThatCannotBeReadIsPutAsideAndTheOthersGoOn() throws IOException {
        OrderFolder orders = new OrderFolder(folder);
        orders.take("flex-a", "a.b.c", NOW);
        Files.writeString(folder.resolve("flex-b.order"), "yesterday\na.b.c\n");
        Files.writeString(folder.resolve("flex-c.order"), "");
        Files.write(folder.resolve("flex-d.order"), new byte[] {(byte) 0xff, 0});
        Files.writeString(folder.resolve("flex-e.order.new"), "torn");
        assertThat(ids(new OrderFolder(folder))).containsExactly("flex-a");
        assertThat(names()).contains("flex-b.order.broken", "flex-c.order.broken", "flex-d.order.broken");
        assertThatThrownBy(() -> orders.take("../flex", "a.b.c", NOW)).isInstanceOf(IOException.class);
    }
}
