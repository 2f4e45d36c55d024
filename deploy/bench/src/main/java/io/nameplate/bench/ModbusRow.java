/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What polling over Modbus costs, beside libmodbus on the same server; and whether devices that are dead delay those that live. The
 * yardstick is C and is compiled when it is needed.
 */
final class ModbusRow implements CollectorRow {

    private static final int SAMPLES = 5;
    private static final int DEVICES = 200;
    private static final int DEAD = 20;
    private static final int REGISTERS = 100;
    private static final int SILENT = 7;
    private static final int SLOW = 6;
    private static final String LIBRARY = "libmodbus";
    private static final int NEEDED_POINTS = 20_000;

    /** One stretch of asking: how many polls, in what processor time and what time. */
    private record Stretch(double polls, double cpu, double wall) {

        static Stretch of(List<String> answer) {
            String[] words = answer.get(0).split(" ", -1);
            return new Stretch(
                    Double.parseDouble(words[0]), Double.parseDouble(words[1]), Double.parseDouble(words[2]));
        }

        double micros() {
            return cpu / polls / 1_000;
        }

        double rate() {
            return polls / wall * 1e9;
        }
    }

    @Override
    public String name() {
        return "modbus";
    }

    @Override
    public List<Figure> measure(Path folder, boolean quick) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        try (Child peer = Child.java(
                "modbus-peer",
                folder,
                "256m",
                ModbusPeer.class,
                String.valueOf(DEVICES),
                String.valueOf(SILENT),
                String.valueOf(SLOW))) {
            List<String> said = peer.answer();
            List<String> live = ports(said, ModbusPeer.LIVE);
            Path yardstick = compiled(folder);
            figures.addAll(asking(folder, quick, live.subList(0, 1), yardstick));
            List<Figure> all = asking(folder, quick, live, yardstick);
            figures.addAll(all);
            List<String> dead = new ArrayList<>(ports(said, ModbusPeer.SILENT));
            dead.addAll(ports(said, ModbusPeer.SLOW));
            while (dead.size() < DEAD) {
                dead.add(refusing());
            }
            figures.addAll(polling(folder, quick, live.subList(0, DEVICES - DEAD), dead, all.get(0)));
        }
        return figures;
    }

    private static List<String> ports(List<String> said, String kind) {
        return said.stream()
                .filter(line -> line.startsWith(kind + " "))
                .map(line -> line.substring(kind.length() + 1))
                .toList();
    }

    private static String refusing() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return String.valueOf(socket.getLocalPort());
        }
    }

    /** The program that polls by libmodbus; null where it cannot be made, which is said. */
    private static @Nullable Path compiled(Path folder) throws IOException, InterruptedException {
        Path source = folder.resolve("modbus-yardstick.c");
        try (InputStream text = ModbusRow.class.getResourceAsStream("/modbus-yardstick.c")) {
            Files.copy(Objects.requireNonNull(text), source);
        }
        Path program = folder.resolve("modbus-yardstick");
        try {
            int code = new ProcessBuilder("cc", "-O2", "-o", program.toString(), source.toString(), "-lmodbus")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("cc.log").toFile())
                    .start()
                    .waitFor();
            if (code == 0) {
                return program;
            }
        } catch (IOException none) {
            // said below
        }
        System.err.println(
                "  no yardstick: libmodbus or a C compiler is missing; apt-get install gcc libc6-dev libmodbus-dev");
        return null;
    }

    private static List<Figure> asking(Path folder, boolean quick, List<String> ports, @Nullable Path yardstick)
            throws IOException, InterruptedException {
        String millis = quick ? "100" : "2000";
        List<Stretch> ours = new ArrayList<>();
        List<Stretch> theirs = new ArrayList<>();
        String[] arguments =
                Stream.concat(Stream.of(folder.toString()), ports.stream()).toArray(String[]::new);
        try (Child fork = Child.measuring("modbus-ask-" + ports.size(), folder, ModbusFork.class, arguments);
                Child library = yardstick == null
                        ? null
                        : Child.start("libmodbus-" + ports.size(), folder, command(yardstick, ports))) {
            fork.ask("ask " + (quick ? "1000" : "10000"));
            for (int sample = 0; sample < SAMPLES; sample++) {
                ours.add(Stretch.of(fork.ask("ask " + millis)));
                if (library != null) {
                    theirs.add(Stretch.of(library.ask(millis)));
                }
            }
        }
        String row = "modbus." + ports.size() + ".";
        return List.of(
                new Figure(
                        row + "poll",
                        "us of processor time per poll of 100 registers",
                        ours.stream().map(Stretch::micros).toList(),
                        held(theirs.stream().map(Stretch::micros).toList())),
                new Figure(
                        row + "rate",
                        "polls/s",
                        ours.stream().map(Stretch::rate).toList(),
                        held(theirs.stream().map(Stretch::rate).toList())));
    }

    private static List<String> command(Path program, List<String> ports) {
        return Stream.concat(Stream.of(program.toString()), ports.stream()).toList();
    }

    private static Figure.@Nullable Yardstick held(List<Double> values) {
        return values.isEmpty() ? null : new Figure.Yardstick(LIBRARY, values);
    }

    /**
     * The living ones alone, then the same beside the dead ones.
     *
     * @param asking what a poll costs of so many devices that are asked without a pause
     */
    private static List<Figure> polling(Path folder, boolean quick, List<String> live, List<String> dead, Figure asking)
            throws IOException, InterruptedException {
        List<String> alone;
        List<String> beside;
        try (Child fork = Child.measuring("modbus-poll", folder, ModbusFork.class, folder.toString())) {
            String devices = " " + live.size() + " " + String.join(" ", live);
            if (!quick) {
                // else a minute and more of the pace to be measured goes by before all of it is compiled
                fork.ask("poll 20000 50" + devices);
            }
            String asked = "poll " + (quick ? 4_000 : 40_000) + " 1000" + devices;
            alone = fork.ask(asked);
            beside = fork.ask(asked + " " + String.join(" ", dead));
        }
        List<Double> nanos = said(alone, "points").map(ModbusRow::nanos).toList();
        return List.of(
                new Figure(
                        "modbus.point",
                        "us of processor time per point, to the disk",
                        nanos.stream().map(each -> each / 1_000).toList(),
                        onlyRead(asking)),
                new Figure(
                        "modbus.points",
                        "% of a core for 20,000 points/s of 200 devices",
                        nanos.stream().map(each -> each * NEEDED_POINTS / 1e7).toList(),
                        null),
                off("p50", 0.5, beside, alone),
                off("p99", 0.99, beside, alone));
    }

    private static Stream<String> said(List<String> answer, String what) {
        return answer.stream()
                .filter(line -> line.startsWith(what + " "))
                .map(line -> line.substring(what.length() + 1));
    }

    private static double nanos(String pointsAndTime) {
        String[] words = pointsAndTime.split(" ", -1);
        return Double.parseDouble(words[1]) / Double.parseDouble(words[0]);
    }

    /** What libmodbus takes for a register that it only reads, without a pause. */
    private static Figure.@Nullable Yardstick onlyRead(Figure asking) {
        Figure.Yardstick library = asking.yardstick();
        return library == null
                ? null
                : new Figure.Yardstick(
                        LIBRARY + " reading",
                        library.values().stream().map(poll -> poll / REGISTERS).toList());
    }

    private static Figure off(String name, double part, List<String> shaken, List<String> quiet) {
        return new Figure(
                "modbus.dead.jitter." + name,
                "% of the period, live devices beside 20 dead ones",
                jitter(shaken, part),
                new Figure.Yardstick("without dead ones", jitter(quiet, part)));
    }

    private static List<Double> jitter(List<String> answer, double part) {
        return IntStream.range(0, SAMPLES)
                .mapToObj(sample -> said(answer, "off" + sample)
                        .map(Double::valueOf)
                        .sorted()
                        .toList())
                // where there was little time there is one sample
                .filter(sorted -> !sorted.isEmpty())
                .map(sorted -> quantile(sorted, part))
                .toList();
    }

    private static double quantile(List<Double> sorted, double part) {
        return 100 * sorted.get((int) Math.min(sorted.size() - 1, Math.ceil(part * sorted.size()) - 1));
    }
}
