/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that asks the ledger, against a server that answers as the ledger does. */
class ResettleTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final List<String> asked = new ArrayList<>();
    private HttpServer ledger;
    private int status = 200;
    private String answer = "";

    @BeforeEach
    void aLedger() throws IOException {
        ledger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ledger.createContext("/api/v1/resettle", exchange -> {
            asked.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawQuery());
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        ledger.start();
    }

    @AfterEach
    void stop() {
        ledger.stop(0);
    }

    private int resettle(String... more) {
        List<String> words = new ArrayList<>(List.of(
                "resettle",
                "--ledger",
                "http://127.0.0.1:" + ledger.getAddress().getPort()));
        words.addAll(List.of(more));
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return Nameplate.run(words, out, out);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatTheLedgerTellsIsPrintedAndItsSummaryIsTheExitCode() {
        answer = "acme/h100 ...\n1 changed, 2 unchanged, 0 refused, of 3 intervals\n";
        assertThat(resettle("--approver", "Ada L.", "--from", "2026-06-01T00:00:00Z", "--lease", "acme"))
                .isZero();
        assertThat(asked)
                .containsExactly("POST approver=Ada+L.&as=text&dry_run=false&force=false&from=2026-06-01T00%3A00%3A00Z"
                        + "&lease=acme");
        assertThat(said()).isEqualTo(answer);
        answer = "acme/h100 ...: refused, ...\n0 changed, 0 unchanged, 1 refused, of 1 intervals\n";
        assertThat(resettle("--dry-run", "--registry-version", "4", "--force")).isEqualTo(2);
        assertThat(asked.get(1)).isEqualTo("POST as=text&dry_run=true&force=true&registry_version=4");
    }

    @Test
    void jsonGoesIntoAFileWithoutTheSummary() throws Exception {
        answer = "{\"lease\":\"acme\"}\n{\"changed\":1,\"intervals\":1,\"refused\":0,\"unchanged\":0}\n";
        Path file = folder.resolve("changes.jsonl");
        assertThat(resettle("--approver", "ada", "--out", file.toString())).isZero();
        assertThat(Files.readAllLines(file)).containsExactly("{\"lease\":\"acme\"}");
        assertThat(said()).startsWith("1 changed, 0 unchanged, 0 refused, of 1 intervals; written to ");
    }

    @Test
    void anAnswerThatIsCutOffIsAFailure() {
        answer = "acme/h100 ...\n";
        assertThat(resettle("--approver", "ada")).isEqualTo(1);
        assertThat(said()).contains("the answer was cut off");
    }

    @Test
    void nobodyRestatesWithoutAName() {
        assertThat(resettle()).isEqualTo(2);
        assertThat(said()).contains("--approver NAME is missing");
        assertThat(asked).isEmpty();
    }

    @Test
    void whatTheLedgerRefusesAndALedgerThatIsAwayAreSaid() {
        status = 404;
        answer = "{\"detail\":\"registry version 9 is not in the ledger\"}";
        assertThat(resettle("--approver", "ada", "--registry-version", "9")).isEqualTo(2);
        assertThat(said()).contains("the ledger answers 404", "registry version 9");
        ledger.stop(0);
        assertThat(resettle("--approver", "ada")).isEqualTo(1);
        assertThat(said()).contains("cannot resettle through", "no ledger answers there");
    }
}
