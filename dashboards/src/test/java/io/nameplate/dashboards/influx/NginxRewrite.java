/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.dashboards.influx;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;

/**
 * The nginx configuration that lets a 1.x InfluxDB take v2 writes: bucket {@code db} or {@code db/rp} becomes db and rp,
 * the precision gets its 1.x letter, and the token is left out.
 */
final class NginxRewrite {
    private NginxRewrite() {}

    /** One process ({@code master_process off}), so that it runs as the current user and stops by one handle. */
    static String config(Path folder, int port, int influx) {
        return """
                daemon off; master_process off; error_log stderr warn; pid %1$s/nginx.pid;
                events { worker_connections 256; }
                http {
                  access_log off; client_max_body_size 64m; client_body_buffer_size 16m;
                  client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi; uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
                  upstream influx { server 127.0.0.1:%3$d; keepalive 8; }
                  map $arg_bucket $influx_db { "~^(?<d>[^/%%]+)" $d; default ""; }
                  map $arg_bucket $influx_rp { "~^[^/%%]+(?:/|%%2F|%%2f)(?<r>.+)$" $r; default "autogen"; }
                  map $arg_precision $influx_precision { us u; "" n; ns n; default $arg_precision; }
                  proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Authorization "";
                  server {
                    listen 127.0.0.1:%2$d;
                    location = /api/v2/write {
                      rewrite ^ /write?db=$influx_db&rp=$influx_rp&precision=$influx_precision? break;
                      proxy_pass http://influx;
                    }
                    location = /api/v2/query { return 501; }
                    location = /health { proxy_pass http://influx/ping; }
                    location / { proxy_pass http://influx; }
                  }
                }
                """.formatted(folder, port, influx);
    }

    /** True when somebody answers there with success; a refused connection is an ordinary 'not yet'. */
    static boolean answers(URI health) {
        try {
            HttpURLConnection connection = (HttpURLConnection) health.toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(2_000);
            return connection.getResponseCode() / 100 == 2;
        } catch (IOException notYet) {
            return false;
        }
    }
}
