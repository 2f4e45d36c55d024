/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Takes a part of what the last append wrote off the disk again, as if the power had gone before it was all there. */
final class TornTail {

    private final Path folder;
    private final Random random;
    private final Map<Path, Long> before = new TreeMap<>();
    private final Map<Path, Long> cuts = new TreeMap<>();

    TornTail(Path folder, Random random) {
        this.folder = folder;
        this.random = random;
    }

    /** An append comes. */
    void note() {
        before.clear();
        before.putAll(sizes());
    }

    /** It was there; some of it is not going to be. */
    void tear() {
        sizes().forEach((file, size) -> {
            long old = before.getOrDefault(file, 0L);
            if (size > old) {
                cuts.put(file, old + random.nextInt((int) (size - old)));
            }
        });
    }

    /** The process is gone: this is what is left. */
    void cut() {
        cuts.forEach((file, size) -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(size);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        });
        cuts.clear();
    }

    private Map<Path, Long> sizes() {
        Map<Path, Long> sizes = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file :
                    all.filter(path -> path.toString().endsWith(".seg")).toList()) {
                sizes.put(file, Files.size(file));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return sizes;
    }
}
