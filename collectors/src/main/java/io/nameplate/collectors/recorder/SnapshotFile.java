/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.recorder;

import io.nameplate.collectors.recorder.RecordLog.Position;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The file that holds the inventory's state and how far the record log was when it was taken; replaced as a whole. */
public final class SnapshotFile {

    private static final int MAGIC = 0x4E505331;

    private final Path file;

    /** A snapshot file in a folder. */
    public SnapshotFile(Path folder) {
        this.file = folder.resolve("inventory.snapshot");
    }

    /** A snapshot and its place. */
    static final class Snapshot {
        final Position position;
        final byte[] image;

        Snapshot(Position position, byte[] image) {
            this.position = position;
            this.image = image;
        }
    }

    /** The last snapshot written as a whole; empty if there is none that can be read. */
    Optional<Snapshot> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            if (in.readInt() != MAGIC) {
                throw new IOException(file + " is no snapshot");
            }
            Position position = new Position(in.readUTF(), in.readLong());
            byte[] image = new byte[in.readInt()];
            in.readFully(image);
            return Optional.of(new Snapshot(position, image));
        }
    }

    void write(Position position, byte[] image) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(fresh)))) {
            out.writeInt(MAGIC);
            out.writeUTF(position.epoch());
            out.writeLong(position.seq());
            out.writeInt(image.length);
            out.write(image);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
