/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.nameplate.model.LeapingClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which orders are posted when, to a ledger that answers each in its own way. */
class OrderPostTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    Path folder;

    private final LeapingClock clock = new LeapingClock(NOW.toEpochMilli());
    private final Map<String, Integer> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer ledger;
    private OrderFolder orders;
    private OrderPost post;

    @BeforeEach
    void start() throws IOException {
        ledger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ledger.createContext("/api/v1/orders/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            String id = path.substring(path.lastIndexOf('/') + 1);
            asked.add(id);
            exchange.getRequestBody().readAllBytes();
            byte[] body = "{\"registry_version\":7,\"detail\":\"because\"}".getBytes(StandardCharsets.UTF_8);
            boolean endless = id.equals("endless");
            exchange.sendResponseHeaders(answers.getOrDefault(id, 200), endless ? 0 : body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                do {
                    out.write(body);
                } while (endless);
            }
        });
        ledger.start();
        orders = new OrderFolder(folder);
        post = new OrderPost(
                orders, URI.create("http://127.0.0.1:" + ledger.getAddress().getPort()), "c1", clock);
    }

    @AfterEach
    void stop() {
        ledger.stop(0);
    }

    private void take(String id, int second) throws IOException {
        orders.take(id, "a.b.c", NOW.plusSeconds(second));
    }

    private void pass(Duration time) {
        clock.leap(time.toMillis());
        post.round();
    }

    @Test
    void anOrderThatTheLedgerCannotTakeHoldsUpNoOther() throws IOException {
        answers.put("stuck", 500);
        take("stuck", 0);
        take("second", 1);
        take("third", 2);
        post.round();
        assertThat(asked).containsExactly("stuck", "second", "third");
        assertThat(post.recorded()).isEqualTo(2);
        assertThat(post.pending()).isEqualTo(1);
    }

    @Test
    void anAnswerWithoutEndIsGivenUpAndHoldsUpNoOther() throws IOException {
        take("endless", 0);
        take("second", 1);
        post.round();
        assertThat(asked).containsExactly("endless", "second");
        assertThat(post.recorded()).isEqualTo(1);
        assertThat(post.pending()).isEqualTo(1);
    }

    @Test
    void aNewOrderGoesOutAtOnceHoweverLongAnotherIsStuck() throws IOException {
        answers.put("stuck", 404);
        take("stuck", 0);
        post.round();
        for (int i = 0; i < 10; i++) {
            pass(Duration.ofMinutes(2));
        }
        asked.clear();
        take("fresh", 1);
        pass(Duration.ofSeconds(1));
        assertThat(asked).containsExactly("fresh");
        assertThat(post.recorded()).isEqualTo(1);
        answers.clear();
        pass(Duration.ofMinutes(1));
        assertThat(post.pending()).isZero();
    }

    @Test
    void anOrderThatIsPutOffIsPostedMoreAndMoreSeldom() throws IOException {
        answers.put("stuck", 503);
        take("stuck", 0);
        post.round();
        for (int second = 1; second <= 130; second++) {
            pass(Duration.ofSeconds(1));
        }
        // at 0, 1, 3, 7, 15, 31, 63, 123
        assertThat(asked).hasSize(8);
    }

    @Test
    void aLedgerThatDoesNotAnswerIsAskedOnceForAll() throws IOException {
        take("first", 0);
        take("second", 1);
        ledger.stop(0);
        post.round();
        assertThat(post.pending()).isEqualTo(2);
        assertThat(asked).isEmpty();
    }
}
