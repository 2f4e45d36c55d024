/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.orders;

import io.nameplate.collectors.disk.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders on disk until the ledger has answered: {@code ID.order} holds when it was received, and below it the text as it was
 * signed. What the ledger refused stays beside them as {@code ID.refused}, for a person. Safe for concurrent use.
 */
public final class OrderFolder implements OrderDesk {

    private static final Logger LOG = LoggerFactory.getLogger(OrderFolder.class);
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final String HELD = ".order";
    private static final String REFUSED = ".refused";
    private static final String BROKEN = ".broken";

    /** The most orders that wait, and the most refused ones that are kept. */
    public static final int MOST = 1_000;

    private final Path folder;
    private final int most;
    private final TreeMap<String, HeldOrder> held = new TreeMap<>();

    /**
     * Opens a folder, with what waits in it from before.
     *
     * @throws IOException if it cannot be read or made
     */
    public OrderFolder(Path folder) throws IOException {
        this(folder, MOST);
    }

    OrderFolder(Path folder, int most) throws IOException {
        this.folder = folder;
        this.most = most;
        Files.createDirectories(folder);
        for (Path file : files(HELD)) {
            try {
                HeldOrder order = read(file);
                held.put(order.id(), order);
            } catch (IOException broken) {
                LOG.atError()
                        .addKeyValue("file", file)
                        .addKeyValue("reason", broken.getMessage())
                        .log("a kept order cannot be read, a person has to look at it");
                Files.move(file, beside(file, BROKEN), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Override
    public synchronized void take(String id, String signed, Instant received) throws IOException {
        if (!ID.matcher(id).matches()) {
            throw new IOException("'" + id + "' is no id of an order");
        }
        if (held.containsKey(id)) {
            return;
        }
        if (held.size() >= most) {
            throw new IOException(most + " orders wait for the ledger already");
        }
        AtomicFile.write(file(id, HELD), List.of(received.toString(), signed));
        held.put(id, new HeldOrder(id, signed, received));
    }

    /** Those that wait, the one that was received first first. */
    synchronized List<HeldOrder> held() {
        return held.values().stream()
                .sorted(Comparator.comparing(HeldOrder::received).thenComparing(HeldOrder::id))
                .toList();
    }

    /** How many wait. */
    public synchronized int pending() {
        return held.size();
    }

    /** Lets go of an order that the ledger has. */
    synchronized void recorded(HeldOrder order) throws IOException {
        Files.deleteIfExists(file(order.id(), HELD));
        held.remove(order.id());
    }

    /** Puts an order aside that the ledger does not take; of too many of these the oldest go. */
    synchronized void refused(HeldOrder order) throws IOException {
        Files.move(file(order.id(), HELD), file(order.id(), REFUSED), StandardCopyOption.REPLACE_EXISTING);
        held.remove(order.id());
        List<Path> aside = files(REFUSED);
        if (aside.size() > most) {
            List<HeldOrder> orders = new ArrayList<>();
            for (Path file : aside) {
                orders.add(read(file));
            }
            orders.sort(Comparator.comparing(HeldOrder::received));
            for (HeldOrder old : orders.subList(0, orders.size() - most)) {
                Files.deleteIfExists(file(old.id(), REFUSED));
            }
        }
    }

    private Path file(String id, String ending) {
        return folder.resolve(id + ending);
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static HeldOrder read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        String name = String.valueOf(file.getFileName());
        String id = name.substring(0, name.lastIndexOf('.'));
        if (lines.size() != 2 || lines.get(1).isBlank() || !ID.matcher(id).matches()) {
            throw new IOException("it does not hold a time and a signed text");
        }
        try {
            return new HeldOrder(id, lines.get(1), Instant.parse(lines.get(0)));
        } catch (DateTimeException wrong) {
            throw new IOException("its first line is no time", wrong);
        }
    }
}
