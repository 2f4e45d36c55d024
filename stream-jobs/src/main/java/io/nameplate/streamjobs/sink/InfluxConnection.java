/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.WriteApiBlocking;
import com.influxdb.client.write.Point;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;

/** Where points go; the port that the tests replace. Throws when they did not arrive. */
interface InfluxConnection extends AutoCloseable {

    void write(List<Point> points);

    @Override
    void close();

    /** Connects with blocking writes: the client's asynchronous ones drop silently. */
    static InfluxConnection open(InfluxSettings settings) {
        OkHttpClient.Builder http = new OkHttpClient.Builder()
                .connectTimeout(5, TimeUnit.SECONDS)
                .readTimeout(10, TimeUnit.SECONDS)
                .writeTimeout(10, TimeUnit.SECONDS);
        InfluxDBClient client = InfluxDBClientFactory.create(InfluxDBClientOptions.builder()
                .url(settings.url())
                .authenticateToken(settings.token().toCharArray())
                .org(settings.org())
                .bucket(settings.bucket())
                .okHttpClient(http)
                .build());
        WriteApiBlocking api = client.getWriteApiBlocking();
        return new InfluxConnection() {
            @Override
            public void write(List<Point> points) {
                api.writePoints(points);
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }
}
