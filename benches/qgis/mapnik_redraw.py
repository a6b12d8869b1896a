"""Mapnik on the layers of times.sh, with their look: fills a third opaque, borders, names.   mapnik_redraw.py FOLDER"""
import json, os, sys, time
import mapnik

folder = sys.argv[1]
fonts = os.environ.get("ALLPA_FONTS", os.path.join(os.path.dirname(__file__), "../../assets/fonts"))
mapnik.FontEngine.register_fonts(fonts, True)
face = next(name for name in mapnik.FontEngine.face_names() if "Noto Sans" in name and "Regular" in name)
srs = "+proj=utm +zone=18 +south +datum=WGS84 +units=m +no_defs"
line = lambda color, width: f'<LineSymbolizer stroke="{color}" stroke-width="{width}" stroke-linejoin="round" stroke-linecap="round"/>'
area = lambda color: f'<PolygonSymbolizer fill="{color}" fill-opacity="0.353"/>{line(color, 1.2)}'
names = (f'<TextSymbolizer face-name="{face}" size="9" fill="#1D2327" halo-radius="1.8" '
         'halo-fill="rgba(255,255,255,0.88)" placement="interior" wrap-width="60">[nombre]</TextSymbolizer>')
looks = {"zonas": area("#332288"), "lineas": line("#CC6677", 1.8), "partes": area("#117733")}
styles = "".join(f'<Style name="{name}"><Rule>{look}</Rule></Style>' for name, look in [*looks.items(), ("names", names)])
shown = "".join(
    f'<Layer name="{name}" srs="{srs}"><StyleName>{name}</StyleName>'
    f'{"<StyleName>names</StyleName>" if name == "partes" else ""}<Datasource><Parameter name="type">shape</Parameter>'
    f'<Parameter name="file">{folder}/{name}.shp</Parameter></Datasource></Layer>' for name in looks)
view = mapnik.Map(1920, 1080)
mapnik.load_map_from_string(view, f'<Map background-color="#F4F3EF" srs="{srs}">{styles}{shown}</Map>')
view.zoom_all()
times = []
for _ in range(4):
    picture = mapnik.Image(1920, 1080)
    begin = time.perf_counter()
    mapnik.render(view, picture)
    times.append((time.perf_counter() - begin) * 1e3)
print(json.dumps(dict(peer="mapnik", wl="redraw", plan=os.path.basename(folder), ms=round(min(times[1:]), 1))))
