/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import io.nameplate.streamjobs.sink.InfluxSettings;
import io.nameplate.streamjobs.sink.ViewRebuild;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code bin/nameplate rebuild-views}: fills InfluxDB anew from the ledger, with the code that the job writes with. */
public final class RebuildViews {

    private static final List<String> KEYS = List.of(
            "ledger",
            "influx-url",
            "influx-token",
            "influx-token-file",
            "influx-org",
            "influx-bucket",
            "lease",
            "from",
            "to");

    private RebuildViews() {}

    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    /** 0 when the view is written, 1 when something failed, 2 for a wrong call. */
    static int run(String[] args, PrintStream out, PrintStream err) {
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            String key = args[i].startsWith("--") ? args[i].substring(2) : "";
            if (!KEYS.contains(key) || i + 1 == args.length) {
                err.println(KEYS.contains(key) ? args[i] + " needs a value" : "unknown option '" + args[i] + "'");
                return 2;
            }
            given.put(key, args[i + 1]);
        }
        String url = given.get("influx-url");
        if (url == null) {
            err.println("--influx-url is missing: where InfluxDB answers, such as http://127.0.0.1:8086");
            return 2;
        }
        String ledger = given.getOrDefault("ledger", "http://127.0.0.1:8620");
        try {
            InfluxSettings influx = new InfluxSettings(
                    url,
                    token(given),
                    given.getOrDefault("influx-org", "nameplate"),
                    given.getOrDefault("influx-bucket", "nameplate"));
            String query = given.entrySet().stream()
                    .filter(entry -> List.of("lease", "from", "to").contains(entry.getKey()))
                    .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
            ViewRebuild.Written written = new ViewRebuild(ledger, influx).run(query);
            out.println(written.points() + " rows of " + written.results() + " results written to " + url);
            return 0;
        } catch (ConnectException away) {
            err.println("cannot rebuild the view: no ledger answers at " + ledger + "; --ledger URL names another");
            return 1;
        } catch (IOException | IllegalArgumentException failed) {
            err.println("cannot rebuild the view: " + failed.getMessage()
                    + "; doing it again begins anew and harms nothing");
            return 1;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static String token(Map<String, String> given) throws IOException {
        String file = given.get("influx-token-file");
        return file == null
                ? given.getOrDefault("influx-token", "")
                : Files.readString(Path.of(file)).strip();
    }
}
